using System.Diagnostics.CodeAnalysis;

namespace HazmatTrack.Web.Alerts;

/// <summary>The entries that were set last, up to a number of them: the one that was set first makes room.</summary>
internal sealed class NewestOf<TKey, TValue>(int most)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _entries = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _order = [];

    public IReadOnlyCollection<TKey> Keys => _entries.Keys;

    /// <summary>Sets an entry; one that is there becomes the newest.</summary>
    public void Set(TKey key, TValue value)
    {
        Remove(key, out _);
        if (_entries.Count == most)
        {
            Remove(_order.First!.Value.Key, out _);
        }

        _entries.Add(key, _order.AddLast((key, value)));
    }

    public bool Remove(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (!_entries.Remove(key, out var entry))
        {
            value = default;
            return false;
        }

        _order.Remove(entry);
        value = entry.Value.Value;
        return true;
    }
}
