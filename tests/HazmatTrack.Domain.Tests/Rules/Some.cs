using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Documents.Permits;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Tests.Rules;

/// <summary>Hand-made things for the rules to judge.</summary>
internal static class Some
{
    public static readonly VehicleId Truck = new("苏A12345", PlateColour.Yellow);

    /// <summary>On the G2 near Huaqiao, where Jiangsu meets Shanghai.</summary>
    public static readonly GeoPoint Huaqiao = GeoPoint.FromDegrees(31.300, 121.100);

    public static Instant At(string time) => Instant.From(DateTimeOffset.Parse($"2026-07-01T{time}+08:00"));

    public static TrackPoint Fix(Instant time, GeoPoint place, long offset = 0) =>
        new(new PositionReport { Time = time, Position = place, Status = ReportStatus.Fixed }, offset);

    public static Permit Permit(string number, string from, string to, params ProvinceCode[] provinces) => new()
    {
        Number = number,
        Vehicle = Truck,
        Provinces = [.. provinces],
        ValidFrom = At(from),
        ValidTo = At(to),
    };

    public static Crossing Crossing(
        ProvinceCode from, ProvinceCode to, string time, int uncertainSeconds = 15, CrossingKind kind = CrossingKind.BetweenProvinces)
    {
        var at = At(time);
        var half = TimeSpan.FromSeconds(uncertainSeconds);
        var before = Fix(at - half, GeoPoint.FromDegrees(31.301, 121.098), 10);
        var after = Fix(at + half, GeoPoint.FromDegrees(31.299, 121.102), 11);
        return new()
        {
            Kind = kind,
            From = from,
            To = to,
            Time = at,
            TimeUncertainty = half,
            Place = Huaqiao,
            PlaceUncertainty = Distance.FromMetres(300),
            Before = before,
            After = after,
            ConfirmedBy = after,
            Dark = half > TimeSpan.FromMinutes(5),
        };
    }
}
