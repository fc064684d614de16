using System.Globalization;
using HazmatTrack.Contracts.Quality;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Quality;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.HotState;
using HazmatTrack.Storage.Quality;
using StackExchange.Redis;

namespace HazmatTrack.Web.Quality;

/// <summary>Reads the data quality of a vehicle.</summary>
internal sealed class QualityReading(RedisQuality store, IHotState hot)
{
    /// <summary>A finding is over once the newest report is newer than it by this much.</summary>
    private static readonly TimeSpan s_past = TimeSpan.FromMinutes(15);

    /// <summary>The known data quality of a vehicle; without any item where nothing is known.</summary>
    /// <param name="track">What the vehicle's tracker finds; null where it is not known.</param>
    /// <param name="lastFix">The last accepted fix.</param>
    /// <exception cref="TimeoutException">Hot state is unavailable.</exception>
    public async Task<QualityView> OfAsync(VehicleId vehicle, TrackQuality? track, PositionReport? lastFix, CancellationToken cancellation)
    {
        IReadOnlyList<QualityEntry> entries;
        Instant? newest;
        try
        {
            var seen = hot.LastSeenAsync([vehicle], cancellation);
            entries = await store.ReadAsync(vehicle, cancellation);
            newest = (await seen)[0]?.Time;
        }
        catch (RedisException e)
        {
            throw new TimeoutException($"Hot state does not answer: {e.Message}", e);
        }

        var behind = TimeSpan.FromHours(entries.Where(e => e.Kind == QualityKinds.ClockBehind.Code).Select(e => e.Value).FirstOrDefault());
        var items = entries
            .Select(e => (Entry: e, Kind: QualityKinds.Find(e.Kind)))
            .Where(i => i.Kind is not null)
            .Select(i => (i.Entry, Kind: i.Kind!, IsActive: IsActive(i.Entry, i.Kind!, newest, behind, track)))
            .OrderByDescending(i => i.IsActive).ThenByDescending(i => i.Entry.Last)
            .ToLookup(i => i.Kind.IsRefusal, i => ToView(i.Entry, i.Kind, i.IsActive, track, lastFix));
        var (findings, refusals) = (items[false].ToList(), items[true].ToList());

        // A terminal that sends no speed does not make its other values suspect.
        var status = refusals.Exists(r => r.Active) ? "refused"
            : findings.Exists(f => f.Active && f.Code != QualityKinds.SpeedNotSent.Code) ? "suspect"
            : "good";
        return new(status, findings, refusals);
    }

    /// <summary>A refusal is active while no newer report was accepted, a finding until no contrary evidence has arrived for some time.</summary>
    private static bool IsActive(in QualityEntry entry, QualityKind kind, Instant? newest, TimeSpan behind, TrackQuality? track)
    {
        if (newest is not { } time)
        {
            return true;
        }

        if (kind.IsRefusal)
        {
            // Compares receipt with event time: where the clock is behind, the newest report is newer than its event time.
            return entry.Last > time + behind + s_past;
        }

        var holds = track is { } found && (kind == QualityKinds.TwoTracks ? found.TwoTracks : kind == QualityKinds.KindFor(found.ReportedSpeed));
        return holds || entry.Last >= time - s_past;
    }

    private static QualityItemView ToView(in QualityEntry entry, QualityKind kind, bool isActive, TrackQuality? track, PositionReport? lastFix)
    {
        var (hours, ratio) = ((long?)null, (double?)null);
        if (kind == QualityKinds.SpeedScaled)
        {
            ratio = entry.Value / 1000.0;
        }
        else if (!kind.IsRefusal && entry.Value > 0)
        {
            hours = entry.Value;
        }

        var value = (ratio ?? hours ?? 0).ToString("0.##", CultureInfo.InvariantCulture);
        return new(
            kind.Code,
            isActive,
            entry.First,
            entry.Last,
            entry.Count,
            hours,
            ratio,
            ratio is null ? null : ScaleOf(new TrackQuality(ReportedSpeed.Scaled, ratio, null).Scale),
            kind == QualityKinds.TwoTracks && lastFix is { } one && track?.OtherFix is { } other ? [PlaceOf(one), PlaceOf(other)] : null,
            new Dictionary<string, string>
            {
                ["zh-CN"] = string.Format(CultureInfo.InvariantCulture, kind.Chinese, value),
                ["en"] = string.Format(CultureInfo.InvariantCulture, kind.English, value),
            });
    }

    /// <summary>The name of a scale; null where it is none that is known.</summary>
    public static string? ScaleOf(SpeedScale scale) => scale switch
    {
        SpeedScale.MetresPerSecond => "metres-per-second",
        SpeedScale.Knots => "knots",
        SpeedScale.MilesPerHour => "miles-per-hour",
        SpeedScale.Halved => "halved",
        SpeedScale.Doubled => "doubled",
        SpeedScale.TenTimes => "ten-times",
        SpeedScale.Tenth => "tenth",
        _ => null,
    };

    private static QualityPlaceView PlaceOf(in PositionReport fix) => new(
        fix.Time, new(fix.Position.LatitudeE6 / 1_000_000m, fix.Position.LongitudeE6 / 1_000_000m));
}
