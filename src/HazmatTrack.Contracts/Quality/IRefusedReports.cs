using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Contracts.Quality;

/// <summary>Counts refused reports for their vehicle's data quality.</summary>
internal interface IRefusedReports
{
    /// <summary>Records that a report of a vehicle is refused.</summary>
    void Refused(VehicleId vehicle, RejectReason reason, Instant at);
}
