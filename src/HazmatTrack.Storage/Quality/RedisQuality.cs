using System.Globalization;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.HotState.Entries;
using StackExchange.Redis;

namespace HazmatTrack.Storage.Quality;

/// <summary>
/// The data quality of vehicles in Redis: one hash for each vehicle with findings, a field for each kind. Counts of all silos are added up.
/// A cache like all hot state: after a flush, counting starts again.
/// </summary>
/// <remarks>
/// Bounded: an entry that is not written for <see cref="Keep"/> expires, and of vehicles without any accepted position, which may be invented, only the
/// newest <see cref="MostUnknown"/> are kept, for <see cref="KeepUnknown"/>.
/// </remarks>
public sealed class RedisQuality
{
    /// <summary>How long a known vehicle's quality is kept after it was last written.</summary>
    public static readonly TimeSpan Keep = TimeSpan.FromDays(30);

    /// <summary>The same for a vehicle without any accepted position.</summary>
    public static readonly TimeSpan KeepUnknown = TimeSpan.FromDays(7);

    /// <summary>A kind that is found again after longer than this is counted from 1.</summary>
    public static readonly TimeSpan SameBout = TimeSpan.FromDays(1);

    /// <summary>How many vehicles without any accepted position are kept.</summary>
    public const int MostUnknown = 10_000;

    private const int EntriesPerScript = 100;

    /// <summary>Adds up entries of one part, renews their expiry, and returns for each whether its vehicle is known.</summary>
    private const string AddEntries = """
        local keep, keepUnknown, bout = ARGV[1], ARGV[2], tonumber(ARGV[3])
        local isKnown = {}
        for i = 1, #KEYS / 2 do
            local hash, at = KEYS[2 * i - 1], 3 + (i - 1) * 5
            local kind, value = ARGV[at + 1], ARGV[at + 5]
            local count, first, last = tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4])
            local known = redis.call('HGET', hash, kind)
            if known then
                local c, f, l = string.match(known, '^(%d+) (%d+) (%d+)')
                if c and first - tonumber(l) <= bout then
                    count = count + tonumber(c)
                    if tonumber(f) < first then first = tonumber(f) end
                    if tonumber(l) > last then last = tonumber(l) end
                end
            end
            redis.call('HSET', hash, kind, string.format('%.0f %.0f %.0f ', count, first, last) .. value)
            isKnown[i] = redis.call('EXISTS', KEYS[2 * i])
            redis.call('PEXPIRE', hash, isKnown[i] == 1 and keep or keepUnknown)
        end
        return isKnown
        """;

    private readonly IDatabase _redis;
    private readonly HotKeys _keys;
    private readonly int _mostUnknown;

    /// <param name="redis">The connection; its owner disposes it.</param>
    /// <param name="prefix">The prefix of all keys of hot state.</param>
    /// <param name="mostUnknown">Replaces <see cref="MostUnknown"/> in tests.</param>
    public RedisQuality(IConnectionMultiplexer redis, string prefix, int mostUnknown = MostUnknown)
    {
        _redis = redis.GetDatabase();
        _keys = new(prefix);
        _mostUnknown = mostUnknown;
    }

    /// <summary>Adds entries to those stored. Fails with the client's exception where Redis is unavailable; some may be added then.</summary>
    public async Task AddAsync(IReadOnlyList<QualityEntry> entries, CancellationToken cancellation)
    {
        if (entries.Count == 0)
        {
            return;
        }

        // The set of unknown vehicles is in one part for all: a crash in between leaves a hash that is not counted, and expires.
        var added = await Task.WhenAll(entries.GroupBy(e => HotParts.PartOf(e.Vehicle)).SelectMany(g => g.Chunk(EntriesPerScript)).Select(AddAsync))
            .WaitAsync(cancellation);
        var isKnown = added.SelectMany(a => a).ToLookup(a => a.IsKnown, a => a.Entry);
        await Task.WhenAll(
            isKnown.Contains(true)
                ? _redis.SortedSetRemoveAsync(_keys.UnknownVehicles, [.. isKnown[true].Select(e => (RedisValue)e.Vehicle.ToString())])
                : Task.CompletedTask,
            _redis.SortedSetAddAsync(_keys.UnknownVehicles, [.. isKnown[false].Select(e => new SortedSetEntry(e.Vehicle.ToString(), e.Last.UnixMilliseconds))]))
            .WaitAsync(cancellation);
        var tooMany = await _redis.SortedSetLengthAsync(_keys.UnknownVehicles, flags: CommandFlags.DemandMaster).WaitAsync(cancellation) - _mostUnknown;
        if (tooMany > 0)
        {
            var oldest = await _redis.SortedSetPopAsync(_keys.UnknownVehicles, tooMany).WaitAsync(cancellation);
            await Task.WhenAll(oldest.Select(o => _redis.KeyDeleteAsync(_keys.Quality(VehicleId.FromStored(o.Element.ToString()))))).WaitAsync(cancellation);
        }
    }

    /// <summary>All entries of a vehicle, in no order.</summary>
    public async Task<IReadOnlyList<QualityEntry>> ReadAsync(VehicleId vehicle, CancellationToken cancellation)
    {
        var found = new List<QualityEntry>();
        foreach (var field in await _redis.HashGetAllAsync(_keys.Quality(vehicle), CommandFlags.DemandMaster).WaitAsync(cancellation))
        {
            var parts = field.Value.ToString().Split(' ');
            if (parts.Length == 4
                && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var count)
                && long.TryParse(parts[1], CultureInfo.InvariantCulture, out var first)
                && long.TryParse(parts[2], CultureInfo.InvariantCulture, out var last)
                && long.TryParse(parts[3], CultureInfo.InvariantCulture, out var value))
            {
                found.Add(new(vehicle, field.Name.ToString(), count, new(first), new(last), value));
            }
        }

        return found;
    }

    private async Task<List<(QualityEntry Entry, bool IsKnown)>> AddAsync(QualityEntry[] entries)
    {
        var keys = new List<RedisKey>(entries.Length * 2);
        var values = new List<RedisValue>((entries.Length * 5) + 3)
        {
            (long)Keep.TotalMilliseconds, (long)KeepUnknown.TotalMilliseconds, (long)SameBout.TotalMilliseconds,
        };
        foreach (var entry in entries)
        {
            keys.Add(_keys.Quality(entry.Vehicle));
            keys.Add(_keys.Sight(entry.Vehicle));
            values.AddRange([entry.Kind, entry.Count, entry.First.UnixMilliseconds, entry.Last.UnixMilliseconds, entry.Value]);
        }

        var isKnown = (int[])(await _redis.ScriptEvaluateAsync(AddEntries, [.. keys], [.. values]))!;
        return [.. entries.Zip(isKnown, (e, known) => (e, known == 1))];
    }
}
