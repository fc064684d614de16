namespace HazmatTrack.Domain.Rules;

/// <summary>
/// The open episodes of all rules about one track, or about the vehicle, in order of rule and key, so that the same reports give the same bytes. Most
/// vehicles have none, and the store then uses no memory.
/// </summary>
internal sealed class EpisodeStore
{
    private (string Rule, Episode Episode)[]? _items;
    private int _count;

    public bool IsEmpty => _count == 0;

    public ReadOnlySpan<(string Rule, Episode Episode)> Items => _items.AsSpan(0, _count);

    /// <summary>The episode of a rule under a key; null when none is open.</summary>
    public Episode? Find(string rule, string key) => IndexOf(rule, key) is >= 0 and var at ? _items![at].Episode : null;

    /// <summary>The number of episodes that a rule has open.</summary>
    public int CountOf(string rule)
    {
        var count = 0;
        foreach (ref readonly var item in Items)
        {
            count += item.Rule == rule ? 1 : 0;
        }

        return count;
    }

    public void Set(string rule, in Episode episode)
    {
        var at = IndexOf(rule, episode.Key);
        if (at >= 0)
        {
            _items![at].Episode = episode;
            return;
        }

        at = ~at;
        _items ??= new (string, Episode)[2];
        if (_count == _items.Length)
        {
            Array.Resize(ref _items, _count * 2);
        }

        _items.AsSpan(at, _count - at).CopyTo(_items.AsSpan(at + 1));
        _items[at] = (rule, episode);
        _count++;
    }

    public void Remove(string rule, string key)
    {
        if (IndexOf(rule, key) is >= 0 and var at)
        {
            RemoveAt(at);
        }
    }

    /// <summary>Closes all episodes of a rule.</summary>
    public void RemoveAll(string rule)
    {
        for (var i = _count - 1; i >= 0; i--)
        {
            if (_items![i].Rule == rule)
            {
                RemoveAt(i);
            }
        }
    }

    public void Clear()
    {
        _items.AsSpan(0, _count).Clear();
        _count = 0;
    }

    public void CopyFrom(EpisodeStore other)
    {
        if (other._count == 0)
        {
            Clear();
            return;
        }

        if (_items is null || _items.Length < other._count)
        {
            _items = new (string, Episode)[other._items!.Length];
        }
        else if (_count > other._count)
        {
            _items.AsSpan(other._count, _count - other._count).Clear();
        }

        other.Items.CopyTo(_items);
        _count = other._count;
    }

    /// <summary>The index, or the complement of the index where it would be inserted.</summary>
    private int IndexOf(string rule, string key)
    {
        for (var i = 0; i < _count; i++)
        {
            var c = string.CompareOrdinal(_items![i].Rule, rule);
            c = c != 0 ? c : string.CompareOrdinal(_items[i].Episode.Key, key);
            if (c >= 0)
            {
                return c == 0 ? i : ~i;
            }
        }

        return ~_count;
    }

    private void RemoveAt(int at)
    {
        _items.AsSpan(at + 1, _count - at - 1).CopyTo(_items.AsSpan(at));
        _items![--_count] = default;
    }
}
