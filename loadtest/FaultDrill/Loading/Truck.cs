using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.FaultDrill.Loading;

/// <summary>A truck of the load.</summary>
/// <param name="Vehicle">Its id.</param>
/// <param name="Documents">What is filed for it before the first report.</param>
/// <param name="InReach">Whether no report comes so late that the tracker's tail has left its time behind. What such a truck's alerts are called,
/// and what is retracted on the way, then follows from the order of the log alone, however the program is broken.</param>
internal sealed record Truck(VehicleId Vehicle, VehicleDocuments Documents, bool InReach);
