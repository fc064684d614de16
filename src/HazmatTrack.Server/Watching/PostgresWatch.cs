using HazmatTrack.Storage;
using Prometheus;

namespace HazmatTrack.Server.Watching;

/// <summary>
/// The database where it is PostgreSQL: its size, and whether its log is archived. A server whose log is not archived keeps it until its disk is full, and
/// cannot be restored to a later moment. What is free on its disks it does not say.
/// </summary>
/// <param name="read">Asks the server.</param>
internal sealed class PostgresWatch(Func<CancellationToken, Task<PostgresState>> read, IMetricFactory metrics, TimeProvider time) : IWatched
{
    /// <summary>The server looks at each file of the database to say how large it is.</summary>
    private static readonly TimeSpan s_every = TimeSpan.FromMinutes(1);

    private readonly Gauge _size = metrics.CreateGauge(
        "hazmattrack_database_bytes",
        "Size of the database of PostgreSQL with its indexes, in bytes, without its write-ahead log; not shown with SQLite.",
        new GaugeConfiguration { SuppressInitialValue = true });

    private readonly Gauge _failing = metrics.CreateGauge(
        "hazmattrack_database_archive_failing",
        "1 while PostgreSQL fails to archive its write-ahead log, else 0; not shown where archive_mode is off.",
        new GaugeConfiguration { SuppressInitialValue = true });

    private readonly Gauge _archived = metrics.CreateGauge(
        "hazmattrack_database_archived_timestamp_seconds",
        "When PostgreSQL last archived a file of its write-ahead log, seconds since 1970, and where it has archived none, since when; "
        + "not shown where archive_mode is off.",
        new GaugeConfiguration { SuppressInitialValue = true });

    private long? _askedAt;

    public async Task ShowAsync(CancellationToken cancellation)
    {
        if (_askedAt is { } at && time.GetElapsedTime(at) < s_every)
        {
            return;
        }

        _askedAt = time.GetTimestamp();
        var state = await read(cancellation);
        _size.Set(state.Bytes);
        if (state.Archive is { } archive)
        {
            _failing.Set(archive.IsFailing ? 1 : 0);
            _archived.Set(archive.NoneSince.UnixMilliseconds / 1000.0);
        }
        else
        {
            // The server was started again without archiving, or another one has taken its place.
            _failing.Unpublish();
            _archived.Unpublish();
        }
    }
}
