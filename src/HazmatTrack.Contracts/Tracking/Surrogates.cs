using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Contracts.Tracking;

// Surrogates serialise the domain's types between silos; the domain does not reference them. They are not used within a silo.

[GenerateSerializer, Alias("instant")]
public record struct InstantSurrogate
{
    [Id(0)]
    public long UnixMilliseconds { get; set; }
}

[RegisterConverter]
public sealed class InstantConverter : IConverter<Instant, InstantSurrogate>
{
    public Instant ConvertFromSurrogate(in InstantSurrogate surrogate) => new(surrogate.UnixMilliseconds);

    public InstantSurrogate ConvertToSurrogate(in Instant value) => new() { UnixMilliseconds = value.UnixMilliseconds };
}

[GenerateSerializer, Alias("point")]
public record struct GeoPointSurrogate
{
    [Id(0)]
    public int LatitudeE6 { get; set; }

    [Id(1)]
    public int LongitudeE6 { get; set; }
}

[RegisterConverter]
public sealed class GeoPointConverter : IConverter<GeoPoint, GeoPointSurrogate>
{
    public GeoPoint ConvertFromSurrogate(in GeoPointSurrogate surrogate) => new(surrogate.LatitudeE6, surrogate.LongitudeE6);

    public GeoPointSurrogate ConvertToSurrogate(in GeoPoint value) => new() { LatitudeE6 = value.LatitudeE6, LongitudeE6 = value.LongitudeE6 };
}

[GenerateSerializer, Alias("province")]
public record struct ProvinceSurrogate
{
    [Id(0)]
    public int Number { get; set; }
}

[RegisterConverter]
public sealed class ProvinceConverter : IConverter<ProvinceCode, ProvinceSurrogate>
{
    public ProvinceCode ConvertFromSurrogate(in ProvinceSurrogate surrogate) => new(surrogate.Number);

    public ProvinceSurrogate ConvertToSurrogate(in ProvinceCode value) => new() { Number = value.Number };
}

[GenerateSerializer, Alias("vehicle-id")]
public record struct VehicleIdSurrogate
{
    [Id(0)]
    public string Text { get; set; }
}

[RegisterConverter]
public sealed class VehicleIdConverter : IConverter<VehicleId, VehicleIdSurrogate>
{
    public VehicleId ConvertFromSurrogate(in VehicleIdSurrogate surrogate) => VehicleId.FromStored(surrogate.Text);

    public VehicleIdSurrogate ConvertToSurrogate(in VehicleId value) => new() { Text = value.ToString() };
}

[GenerateSerializer, Alias("report")]
public record struct ReportSurrogate
{
    [Id(0)]
    public long Time { get; set; }

    [Id(1)]
    public int LatitudeE6 { get; set; }

    [Id(2)]
    public int LongitudeE6 { get; set; }

    [Id(3)]
    public ushort SpeedDeciKmh { get; set; }

    [Id(4)]
    public ushort HeadingDegrees { get; set; }

    [Id(5)]
    public short AltitudeMetres { get; set; }

    [Id(6)]
    public uint MileageDeciKm { get; set; }

    [Id(7)]
    public uint Alarms { get; set; }

    [Id(8)]
    public uint Status { get; set; }

    /// <summary>Which of speed, heading, altitude and mileage are absent, from bit 0 on.</summary>
    [Id(9)]
    public byte Absent { get; set; }
}

[RegisterConverter]
public sealed class ReportConverter : IConverter<PositionReport, ReportSurrogate>
{
    public PositionReport ConvertFromSurrogate(in ReportSurrogate surrogate) => new()
    {
        Time = new(surrogate.Time),
        Position = new(surrogate.LatitudeE6, surrogate.LongitudeE6),
        SpeedDeciKmh = (surrogate.Absent & 1) != 0 ? null : surrogate.SpeedDeciKmh,
        HeadingDegrees = (surrogate.Absent & 2) != 0 ? null : surrogate.HeadingDegrees,
        AltitudeMetres = (surrogate.Absent & 4) != 0 ? null : surrogate.AltitudeMetres,
        MileageDeciKm = (surrogate.Absent & 8) != 0 ? null : surrogate.MileageDeciKm,
        Alarms = surrogate.Alarms,
        Status = (ReportStatus)surrogate.Status,
    };

    public ReportSurrogate ConvertToSurrogate(in PositionReport value) => new()
    {
        Time = value.Time.UnixMilliseconds,
        LatitudeE6 = value.Position.LatitudeE6,
        LongitudeE6 = value.Position.LongitudeE6,
        SpeedDeciKmh = value.SpeedDeciKmh ?? 0,
        HeadingDegrees = value.HeadingDegrees ?? 0,
        AltitudeMetres = value.AltitudeMetres ?? 0,
        MileageDeciKm = value.MileageDeciKm ?? 0,
        Alarms = value.Alarms,
        Status = (uint)value.Status,
        Absent = (byte)((value.SpeedDeciKmh is null ? 1 : 0) | (value.HeadingDegrees is null ? 2 : 0) | (value.AltitudeMetres is null ? 4 : 0)
            | (value.MileageDeciKm is null ? 8 : 0)),
    };
}

[GenerateSerializer, Alias("area")]
public record struct GeoAreaSurrogate
{
    [Id(0)]
    public GeoPoint SouthWest { get; set; }

    [Id(1)]
    public GeoPoint NorthEast { get; set; }

    [Id(2)]
    public GeoPoint? Centre { get; set; }

    [Id(3)]
    public double RadiusMetres { get; set; }
}

[RegisterConverter]
public sealed class GeoAreaConverter : IConverter<GeoArea, GeoAreaSurrogate>
{
    public GeoArea ConvertFromSurrogate(in GeoAreaSurrogate surrogate) => surrogate.Centre is { } centre
        ? GeoArea.Circle(centre, Distance.FromMetres(surrogate.RadiusMetres))
        : GeoArea.Box(surrogate.SouthWest, surrogate.NorthEast);

    public GeoAreaSurrogate ConvertToSurrogate(in GeoArea value) => new()
    {
        SouthWest = value.SouthWest,
        NorthEast = value.NorthEast,
        Centre = value.Centre,
        RadiusMetres = value.Radius.Metres,
    };
}
