using System.Collections.Immutable;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Documents.Permits;

/// <summary>
/// A permit (通行证) that lets a vehicle carry dangerous goods in some provinces for some time (《危险化学品安全管理条例》 art. 50;
/// docs/domain/regulations.md#permits).
/// </summary>
public sealed record Permit : Document, IDocument
{
    /// <summary>
    /// An entry this shortly before a permit begins is a near miss, which the alert names: the driver set off too early, or the permit was filed with the
    /// wrong day. A permit that begins later is unrelated to the entry. So a new filing cannot change the findings of an earlier time.
    /// A design value: docs/domain/crossings.md#permit-reach.
    /// </summary>
    public static readonly TimeSpan NearMiss = TimeSpan.FromDays(1);

    /// <summary>
    /// A permit that ended longer before an entry is unrelated to it: the truck has none. So documents need not be kept for ever, and
    /// leaving them out changes no alert. A design value: docs/domain/crossings.md#permit-reach.
    /// </summary>
    public static readonly TimeSpan LongAgo = TimeSpan.FromDays(180);

    public override string Kind => PermitKind.Id;

    public required VehicleId Vehicle { get; init; }

    public required ImmutableArray<ProvinceCode> Provinces { get; init; }

    public override DocumentSubject Subject => DocumentSubject.ForVehicle(Vehicle);

    TimeSpan IDocument.Lead => NearMiss;

    /// <summary>The provinces that it lets the vehicle carry dangerous goods in.</summary>
    public ProvinceSet ConcernedIn(ProvinceMap map) => Provinces.Aggregate(default(ProvinceSet), (set, province) => set.With(province));

    public bool Covers(ProvinceCode province) => Provinces.Contains(province);

    public override bool HasContentOf(IDocument other) => other is Permit permit && Provinces.AsSpan().SequenceEqual(permit.Provinces.AsSpan());

    /// <summary>Equal in every field, the provinces in the same order.</summary>
    public bool Equals(Permit? other) => base.Equals(other) && Vehicle == other.Vehicle && HasContentOf(other);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Vehicle, Provinces.Length);
}
