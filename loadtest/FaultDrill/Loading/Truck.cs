using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Speeds;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.FaultDrill.Loading;

/// <summary>A truck of the load.</summary>
/// <param name="Vehicle">Its id.</param>
/// <param name="Documents">What is filed for it.</param>
/// <param name="InReach">Whether its reports come in order. What such a truck's alerts are called, and what is retracted on the way, then follows from the
/// log alone, however the program is broken and whatever comes in one batch.</param>
/// <param name="IsFiledLate">Whether its documents are filed while the topic grows and its reports change partitions, and not before the first report.</param>
internal sealed record Truck(VehicleId Vehicle, VehicleDocuments Documents, bool InReach, bool IsFiledLate)
{
    /// <summary>Whether its operator posts its reports to the gateway.</summary>
    public bool IsPosted { get; init; }

    /// <summary>What only the next build knows, filed for its past while the truck drives; null for nothing.</summary>
    public SpeedExemption? Exemption { get; init; }

    /// <summary>Whether that is filed while silos of both builds run, and not while only the next build's do.</summary>
    public bool IsExemptedAmidBoth { get; init; }

    /// <summary>All that is filed for it in the end.</summary>
    public VehicleDocuments JudgedBy => Exemption is null ? Documents : VehicleDocuments.From([.. Documents.Own.All, Exemption]);
}
