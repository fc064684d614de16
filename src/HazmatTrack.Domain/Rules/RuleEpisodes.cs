namespace HazmatTrack.Domain.Rules;

/// <summary>The episodes that one rule has open about one track, or about the vehicle.</summary>
public readonly ref struct RuleEpisodes
{
    private readonly EpisodeStore _store;
    private readonly string _rule;

    internal RuleEpisodes(EpisodeStore store, string rule) => (_store, _rule) = (store, rule);

    /// <summary>The number of open episodes.</summary>
    public int Count => _store.CountOf(_rule);

    /// <summary>The open episode of a key; null when there is none.</summary>
    public Episode? Find(string key) => _store.IsEmpty ? null : _store.Find(_rule, key);

    /// <summary>The open episodes in order of key; the store may be changed while they are enumerated.</summary>
    public IReadOnlyList<Episode> All()
    {
        if (Count is 0)
        {
            return [];
        }

        var all = new List<Episode>();
        foreach (ref readonly var item in _store.Items)
        {
            if (item.Rule == _rule)
            {
                all.Add(item.Episode);
            }
        }

        return all;
    }

    /// <summary>Opens an episode, or replaces the open one of its key.</summary>
    public void Set(in Episode episode) => _store.Set(_rule, episode);

    /// <summary>Ends the episode of a key, if one is open.</summary>
    public void Close(string key) => _store.Remove(_rule, key);
}
