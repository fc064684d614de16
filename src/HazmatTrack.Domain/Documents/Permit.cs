using System.Collections.Immutable;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Documents;

/// <summary>
/// A permit (通行证) that lets a vehicle carry dangerous goods in some provinces for some time (Regulation on the Safety of
/// Hazardous Chemicals, art. 50; domain.md §1.4).
/// </summary>
public sealed record Permit : IDocument
{
    /// <summary>
    /// An entry so shortly before a permit begins is a near miss, which the alert names: the driver set off too early, or the permit was filed with the
    /// wrong day. One that begins later has nothing to do with the entry. So what is filed now cannot change what is said of the time before. [D]
    /// </summary>
    public static readonly TimeSpan NearMiss = TimeSpan.FromDays(1);

    /// <summary>
    /// A permit that ended longer before an entry has nothing to do with it any more: the truck has none. So documents need not be kept for ever, and
    /// leaving them out changes no alert. [D]
    /// </summary>
    public static readonly TimeSpan LongAgo = TimeSpan.FromDays(180);

    /// <summary>The number on the document; unique in the registry.</summary>
    public required string Number { get; init; }

    public required VehicleId Vehicle { get; init; }

    public required ImmutableArray<ProvinceCode> Provinces { get; init; }

    /// <summary>First instant of validity, included.</summary>
    public required Instant ValidFrom { get; init; }

    /// <summary>End of validity as filed, excluded.</summary>
    public required Instant ValidTo { get; init; }

    /// <summary>From when on it has been withdrawn; null while it stands.</summary>
    public Instant? WithdrawnAt { get; init; }

    /// <summary>When it ceases to be in force, excluded.</summary>
    public Instant EndsAt => WithdrawnAt is { } withdrawn ? Instant.Earlier(withdrawn, ValidTo) : ValidTo;

    VehicleId? IDocument.Vehicle => Vehicle;

    TimeSpan IDocument.Lead => NearMiss;

    /// <summary>Whether it is in force at an instant: valid, and not withdrawn by then.</summary>
    public bool IsValidAt(Instant time) => ValidFrom <= time && time < EndsAt;

    public bool Covers(ProvinceCode province) => Provinces.Contains(province);

    public bool HasContentOf(IDocument other) => other is Permit permit && Provinces.AsSpan().SequenceEqual(permit.Provinces.AsSpan());

    /// <summary>Equal in every field, the provinces in the same order.</summary>
    public bool Equals(Permit? other) =>
        other is not null && Number == other.Number && Vehicle == other.Vehicle && ValidFrom == other.ValidFrom
        && ValidTo == other.ValidTo && WithdrawnAt == other.WithdrawnAt && HasContentOf(other);

    public override int GetHashCode() => HashCode.Combine(Number, Vehicle, ValidFrom, ValidTo, WithdrawnAt, Provinces.Length);
}
