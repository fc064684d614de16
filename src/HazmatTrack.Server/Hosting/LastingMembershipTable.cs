using Orleans.Clustering.Redis;
using StackExchange.Redis;

namespace HazmatTrack.Server.Hosting;

/// <summary>
/// The table by which silos know each other, over the one in Redis, which Redis may lose while all silos live: by a flush, or a restart without
/// persistence. Each silo remembers what it read and wrote last. Whichever finds the table gone, or a row missing or behind, puts back what it
/// remembers before Orleans sees the table; so no silo is ever taken for dead because Redis forgot it.
/// </summary>
/// <remarks>
/// Orleans takes no table for news whose version is lower than the one it knows. So a table begins with a version by the clock: one that is
/// made anew is ahead of the one before, however often that had changed.
/// </remarks>
internal sealed partial class LastingMembershipTable(
    IMembershipTable table, IDatabase redis, RedisKey key, TimeProvider time, ILogger<LastingMembershipTable> log) : IMembershipTable
{
    /// <summary>Where Orleans' table keeps its version, beside the rows.</summary>
    private const string VersionField = "Version";

    /// <summary>Raises the version, or sets it where there is none.</summary>
    private const string Raise = $"""
        local version = redis.call('HGET', KEYS[1], '{VersionField}')
        if not version or tonumber(version) < tonumber(ARGV[1]) then
          redis.call('HSET', KEYS[1], '{VersionField}', ARGV[1])
        end
        """;

    /// <summary>Versions are 32 bits: enough until 2093, from here.</summary>
    private static readonly DateTimeOffset s_origin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _gate = new();
    private volatile MembershipTableData? _known;

    public async Task InitializeMembershipTableAsync(bool tryInitTableVersion, CancellationToken cancellationToken = default)
    {
        if (tryInitTableVersion)
        {
            await redis.HashSetAsync(key, VersionField, Clock(), When.NotExists).WaitAsync(cancellationToken);
        }

        await table.InitializeMembershipTableAsync(tryInitTableVersion, cancellationToken);
    }

    public async Task<MembershipTableData> ReadAllAsync(CancellationToken cancellationToken = default)
    {
        for (var found = true; ; cancellationToken.ThrowIfCancellationRequested())
        {
            // What is known before it is read cannot be newer than what is read, unless that was lost.
            var known = _known;
            var read = await TryReadAsync(cancellationToken);
            List<MembershipEntry> behind = [.. Behind(read, known)];
            if (read is not null && behind.Count == 0 && read.Version.Version >= (known?.Version.Version ?? 0))
            {
                return Remember(read);
            }

            if (found)
            {
                found = false;
                LogLost(behind.Count);
            }

            if (read is null || read.Version.Version <= (known?.Version.Version ?? 0))
            {
                var next = Math.Max(Clock(), (known?.Version.Version ?? 0) + 1);
                await redis.ScriptEvaluateAsync(Raise, [key], [next]).WaitAsync(cancellationToken);
            }
            else
            {
                // False where another silo was quicker: the next look tells what is still behind.
                var (entry, version) = (behind[0], read.Version.Next());
                _ = read.TryGet(entry.SiloAddress) is { Item2: var etag }
                    ? await table.UpdateRowAsync(entry, etag, version, cancellationToken)
                    : await table.InsertRowAsync(entry, version, cancellationToken);
            }
        }
    }

    public async Task UpdateIAmAliveAsync(MembershipEntry entry, CancellationToken cancellationToken = default)
    {
        try
        {
            await table.UpdateIAmAliveAsync(entry, cancellationToken);
        }
        catch (RedisServerException)
        {
            // There is no such row: reading puts it back.
            await ReadAllAsync(cancellationToken);
            await table.UpdateIAmAliveAsync(entry, cancellationToken);
        }
    }

    public async Task<bool> InsertRowAsync(MembershipEntry entry, TableVersion tableVersion, CancellationToken cancellationToken = default) =>
        await table.InsertRowAsync(entry, tableVersion, cancellationToken) && Remember(entry, tableVersion);

    public async Task<bool> UpdateRowAsync(
        MembershipEntry entry, string etag, TableVersion tableVersion, CancellationToken cancellationToken = default) =>
        await table.UpdateRowAsync(entry, etag, tableVersion, cancellationToken) && Remember(entry, tableVersion);

    public Task DeleteMembershipTableEntriesAsync(string clusterId, CancellationToken cancellationToken = default) =>
        table.DeleteMembershipTableEntriesAsync(clusterId, cancellationToken);

    public Task CleanupDefunctSiloEntriesAsync(DateTimeOffset beforeDate, CancellationToken cancellationToken = default) =>
        table.CleanupDefunctSiloEntriesAsync(beforeDate, cancellationToken);

    Task IMembershipTable.InitializeMembershipTable(bool tryInitTableVersion) => InitializeMembershipTableAsync(tryInitTableVersion);

    Task IMembershipTable.DeleteMembershipTableEntries(string clusterId) => DeleteMembershipTableEntriesAsync(clusterId);

    Task IMembershipTable.CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => CleanupDefunctSiloEntriesAsync(beforeDate);

    Task<MembershipTableData> IMembershipTable.ReadRow(SiloAddress key) => throw new NotSupportedException("The table is read whole.");

    Task<MembershipTableData> IMembershipTable.ReadAll() => ReadAllAsync();

    Task<bool> IMembershipTable.InsertRow(MembershipEntry entry, TableVersion tableVersion) => InsertRowAsync(entry, tableVersion);

    Task<bool> IMembershipTable.UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => UpdateRowAsync(entry, etag, tableVersion);

    Task IMembershipTable.UpdateIAmAlive(MembershipEntry entry) => UpdateIAmAliveAsync(entry);

    /// <summary>
    /// What is known and lost: rows that are missing, but for those of the dead, which are cleaned up in time; and those that another silo put
    /// back as it had last read them, while their silo had gone on. A silo's status never goes back by itself.
    /// </summary>
    private static IEnumerable<MembershipEntry> Behind(MembershipTableData? read, MembershipTableData? known) =>
        known?.Members.Select(m => m.Item1).Where(e =>
            read?.TryGet(e.SiloAddress) is { Item1: var row } ? row.Status < e.Status : e.Status != SiloStatus.Dead) ?? [];

    private MembershipTableData Remember(MembershipTableData read)
    {
        lock (_gate)
        {
            _known = _known is { } known && known.Version.Version > read.Version.Version ? known : read;
        }

        return read;
    }

    /// <summary>What this silo has written itself is known before it is read.</summary>
    private bool Remember(MembershipEntry entry, TableVersion version)
    {
        lock (_gate)
        {
            var others = _known?.Members.Where(m => !m.Item1.SiloAddress.Equals(entry.SiloAddress)) ?? [];
            if (version.Version > (_known?.Version.Version ?? 0))
            {
                _known = new([.. others, Tuple.Create(entry, version.VersionEtag)], version);
            }
        }

        return true;
    }

    private int Clock() => (int)(time.GetUtcNow() - s_origin).TotalSeconds;

    /// <summary>Null where there is no table.</summary>
    private async Task<MembershipTableData?> TryReadAsync(CancellationToken cancellation)
    {
        try
        {
            return await table.ReadAllAsync(cancellation);
        }
        catch (RedisClusteringException)
        {
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Redis has lost the table of silos, or a part of it: the rows of {Silos} are put back as they are known here.")]
    private partial void LogLost(int silos);
}
