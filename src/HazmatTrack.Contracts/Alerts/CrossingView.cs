using HazmatTrack.Domain;

namespace HazmatTrack.Contracts.Alerts;

/// <summary>WGS-84, degrees.</summary>
/// <param name="Lat">Latitude, north is positive.</param>
/// <param name="Lon">Longitude, east is positive.</param>
public sealed record PlaceView(decimal Lat, decimal Lon);

/// <summary>The border point with its uncertainty and the reports either side of it.</summary>
/// <param name="Kind">The kind of crossing, as seen from the delta.</param>
/// <param name="Dark">Whether it happened while nothing was reported for more than ten minutes.</param>
/// <param name="Time">When the vehicle was on the border, interpolated between the reports either side of it.</param>
/// <param name="TimeUncertaintyS">By how many seconds that may be off either way.</param>
/// <param name="Place">Where the border was crossed.</param>
/// <param name="PlaceUncertaintyM">By how many metres that may be off.</param>
/// <param name="Before">The last accepted fix on the old side.</param>
/// <param name="After">The first accepted fix on the new side; of a transit, the first after the vehicle has left again.</param>
/// <param name="ConfirmedBy">The report with which the crossing became certain.</param>
/// <param name="Exit">For a transit, where the vehicle left again; null for any other crossing.</param>
public sealed record CrossingView(
    string Kind, bool Dark, Instant Time, double TimeUncertaintyS, PlaceView Place, double PlaceUncertaintyM,
    EvidenceView Before, EvidenceView After, EvidenceView ConfirmedBy, TransitExitView? Exit);

/// <summary>The end of a transit.</summary>
/// <param name="Time">When the vehicle left, interpolated.</param>
/// <param name="Place">Where it left.</param>
/// <param name="IntoProvince">The province that it entered, six digits; null for none that is known.</param>
public sealed record TransitExitView(Instant Time, PlaceView Place, string? IntoProvince);

/// <summary>A report that supports the alert, and its position in the log.</summary>
/// <param name="Time">Event time of the report.</param>
/// <param name="Position">Where the vehicle was; null for a report without a position.</param>
/// <param name="SpeedKmh">The speed that the terminal sent; null where it sent none.</param>
/// <param name="Heading">The course that the terminal sent, degrees from north, clockwise; null where it sent none.</param>
/// <param name="Topic">The topic that has the report.</param>
/// <param name="Incarnation">Which creation of the topic it is.</param>
/// <param name="Partition">The partition of the topic.</param>
/// <param name="Offset">The offset in the partition; null where it is no longer known.</param>
public sealed record EvidenceView(
    Instant Time, PlaceView? Position, double? SpeedKmh, int? Heading, string Topic, long Incarnation, int Partition, long? Offset);
