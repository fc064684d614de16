using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.FaultDrill.Loading;
using HazmatTrack.FaultDrill.Silos;
using HazmatTrack.Testing;

namespace HazmatTrack.FaultDrill.Verdicts;

/// <summary>Every vehicle's track, as a silo tells it, against the distinct good reports that are in the log.</summary>
internal static class HistoryAudit
{
    public static string TrackOf(Truck truck, Instant from, Instant to) =>
        $"/api/v1/vehicles/{Uri.EscapeDataString(truck.Vehicle.ToString())}/history?format=csv"
        + $"&from={Uri.EscapeDataString(ChinaTimeText.Format(from))}&to={Uri.EscapeDataString(ChinaTimeText.Format(to))}";

    public static async Task<Check> RunAsync(
        IReadOnlyDictionary<Truck, IReadOnlyList<PositionReport>> reports, SiloProcess silo, Instant from, Instant to, CancellationToken cancellation)
    {
        var (expected, found) = (new List<string>(), new List<string>());
        foreach (var (truck, sent) in reports)
        {
            expected.AddRange(SomeFleet.Distinct(sent).Select(r => Line(truck, r)));
            var track = await silo.Http.GetStringAsync(new Uri(TrackOf(truck, from, to), UriKind.Relative), cancellation);
            found.AddRange(track.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1));
        }

        return Check.Of("points of history, by time and every field", expected, found);
    }

    /// <summary>As the API's CSV tells a point.</summary>
    private static string Line(Truck truck, in PositionReport r) => FormattableString.Invariant(
        $"{truck.Vehicle},{ChinaTimeText.Format(r.Time)},{(r.IsPosition ? FormattableString.Invariant($"{r.Position.LatitudeE6 / 1e6m},{r.Position.LongitudeE6 / 1e6m}") : ",")},{r.SpeedDeciKmh / 10m},{r.HeadingDegrees},{r.AltitudeMetres},{r.MileageDeciKm / 10m},{(r.Status.HasFlag(ReportStatus.Fixed) ? 1 : 0)},{r.Alarms},{(uint)r.Status}");
}
