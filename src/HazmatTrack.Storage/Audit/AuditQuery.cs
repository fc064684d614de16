using HazmatTrack.Domain;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Audit;

/// <summary>What to find in the record; every condition that is set must hold.</summary>
public sealed record AuditQuery
{
    /// <summary>The first instant at which it was recorded.</summary>
    public Instant? From { get; init; }

    /// <summary>The last instant at which it was recorded.</summary>
    public Instant? To { get; init; }

    /// <summary>Who acted: <see cref="Domain.Audit.AuditActor.Name"/>.</summary>
    public string? Actor { get; init; }

    public string? Organisation { get; init; }

    /// <summary>The province of the authority for which somebody acted.</summary>
    public ProvinceCode? Province { get; init; }

    public VehicleId? Vehicle { get; init; }

    /// <summary>Only records that name a vehicle at home in this province: <see cref="HomeProvince"/>.</summary>
    public ProvinceCode? Home { get; init; }

    /// <summary>Only records that concern one of these provinces: they name a vehicle at home in it, or their actor is of its authority.</summary>
    public ProvinceSet? Concerned { get; init; }

    /// <summary>Only records of which the actor is of the authority of one of these provinces.</summary>
    public ProvinceSet? Authorities { get; init; }

    /// <summary>Only records before this number: the next page begins where the last one ended.</summary>
    public long Before { get; init; } = long.MaxValue;

    /// <summary>The most records to return.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>
    /// The most entries of an index that a page reads where several conditions must hold. So many are read in some hundredths of a second where they are in
    /// memory.
    /// </summary>
    public int MostRead { get; init; } = 10_000;
}
