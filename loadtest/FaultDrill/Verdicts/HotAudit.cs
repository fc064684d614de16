using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.FaultDrill.Loading;
using HazmatTrack.FaultDrill.Silos;
using HazmatTrack.Testing;

namespace HazmatTrack.FaultDrill.Verdicts;

/// <summary>Every vehicle as it was last seen, as a silo tells it from hot state, against the fold over its reports.</summary>
internal static class HotAudit
{
    public static async Task<Check> RunAsync(
        IReadOnlyDictionary<Truck, IReadOnlyList<PositionReport>> reports, RuleSet rules, SiloProcess silo, CancellationToken cancellation)
    {
        var (expected, found) = (new List<string>(), new List<string>());
        foreach (var (truck, sent) in reports)
        {
            expected.Add($"{truck.Vehicle} {Text(SomeFleet.Folded(truck.Vehicle, SomeFleet.Distinct(sent), truck.JudgedBy, rules).Tracker)}");
            var path = $"/api/v1/vehicles/{Uri.EscapeDataString(truck.Vehicle.ToString())}";
            found.Add($"{truck.Vehicle} {Text(await silo.Http.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative), cancellation))}");
        }

        return Check.Of("vehicles as last seen: newest report, last fix, province and since when", expected, found);
    }

    private static string Text(VehicleTracker tracker) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Time(tracker.Newest?.Time)} {Time(tracker.LastFix?.Time)} {tracker.LastFix?.Position.LatitudeE6 / 1e6m} {tracker.LastFix?.Position.LongitudeE6 / 1e6m} {(tracker.Province.IsKnown ? tracker.Province.ToString() : "-")} {Time(tracker.ProvinceSince)}");

    private static string Text(JsonElement seen)
    {
        var (fix, province) = (seen.GetProperty("lastFix"), seen.GetProperty("province").GetString());
        var place = fix.ValueKind == JsonValueKind.Null ? default : fix.GetProperty("position");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Time(seen, "time")} {(fix.ValueKind == JsonValueKind.Null ? "-" : Time(fix, "time"))} {Degrees(place, "lat")} {Degrees(place, "lon")} {province
                ?? "-"} {Time(seen, "provinceSince")}");
    }

    private static decimal? Degrees(JsonElement place, string name) => place.ValueKind == JsonValueKind.Undefined ? null : place.GetProperty(name).GetDecimal();

    private static string Time(Domain.Instant? time) => time is { } t ? t.UnixMilliseconds.ToString(CultureInfo.InvariantCulture) : "-";

    private static string Time(JsonElement of, string name) => of.TryGetProperty(name, out var time) && time.ValueKind == JsonValueKind.String
        ? time.GetDateTimeOffset().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) : "-";
}
