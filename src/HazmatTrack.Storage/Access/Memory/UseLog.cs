using System.Collections.Concurrent;
using HazmatTrack.Domain;

namespace HazmatTrack.Storage.Access.Memory;

/// <summary>The last uses that are not written yet: one instant for each key or session.</summary>
internal sealed class UseLog<TKey>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, long> _uses = new();

    public int Count => _uses.Count;

    /// <summary>Notes a use. Of a key that is noted already it allocates nothing, and within a second of the noted use it writes nothing.</summary>
    public void Note(TKey key, Instant now)
    {
        if (!_uses.TryGetValue(key, out var noted) || now.UnixMilliseconds - noted >= 1000)
        {
            _uses[key] = now.UnixMilliseconds;
        }
    }

    /// <summary>The noted use; null where all are written.</summary>
    public Instant? LastOf(TKey key) => _uses.TryGetValue(key, out var noted) ? new Instant(noted) : null;

    /// <summary>Takes all uses out, to be written; <see cref="Return"/> puts them back where that failed.</summary>
    public List<(TKey Key, Instant Used)> Take()
    {
        var taken = new List<(TKey, Instant)>();
        foreach (var (key, _) in _uses)
        {
            if (_uses.TryRemove(key, out var used))
            {
                taken.Add((key, new(used)));
            }
        }

        return taken;
    }

    public void Return(IEnumerable<(TKey Key, Instant Used)> uses)
    {
        foreach (var (key, used) in uses)
        {
            _uses.TryAdd(key, used.UnixMilliseconds);
        }
    }
}
