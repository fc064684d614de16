using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Contracts.Quality;

/// <summary>Takes note of reports that are refused, for the figures of their vehicle's data quality.</summary>
internal interface IRefusedReports
{
    /// <summary>Notes that a report of a vehicle is refused.</summary>
    void Refused(VehicleId vehicle, RejectReason reason, Instant at);
}
