using HazmatTrack.Domain;
using HazmatTrack.Storage.Access;
using Prometheus;

namespace HazmatTrack.Server.Watching;

/// <summary>When the first of the API keys ends that somebody still uses. A key that was replaced is used no more, and concerns nobody.</summary>
internal sealed class KeyWatch(IAccessStore store, IMetricFactory metrics, TimeProvider time) : IWatched
{
    /// <summary>A program that sends once a week still counts.</summary>
    private static readonly TimeSpan s_inUse = TimeSpan.FromDays(8);

    private static readonly TimeSpan s_every = TimeSpan.FromMinutes(1);

    private readonly Gauge _ends = metrics.CreateGauge(
        "hazmattrack_api_key_expiry_timestamp_seconds",
        "When the first of the API keys ends that were used within eight days, seconds since 1970, of all processes; 0 where there is none.");

    private long? _askedAt;

    public async Task ShowAsync(CancellationToken cancellation)
    {
        if (_askedAt is { } at && time.GetElapsedTime(at) < s_every)
        {
            return;
        }

        _askedAt = time.GetTimestamp();
        var next = await store.NextKeyExpiryAsync(Instant.From(time.GetUtcNow() - s_inUse), cancellation);
        _ends.Set((next?.UnixMilliseconds ?? 0) / 1000.0);
    }
}
