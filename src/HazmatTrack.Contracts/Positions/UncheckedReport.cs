using HazmatTrack.Contracts.Messages;

namespace HazmatTrack.Contracts.Positions;

/// <summary>One position as the sender claims it, before validation: the same for the topic and HTTP ingest.</summary>
internal readonly record struct UncheckedReport
{
    public required long TimeMs { get; init; }

    public required int LatitudeE6 { get; init; }

    public required int LongitudeE6 { get; init; }

    public required uint? SpeedDeciKmh { get; init; }

    public required uint? HeadingDegrees { get; init; }

    public required int? AltitudeM { get; init; }

    public required uint? MileageDeciKm { get; init; }

    public required uint AlarmBits { get; init; }

    public required uint StatusBits { get; init; }

    public required Datum Datum { get; init; }
}
