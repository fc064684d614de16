using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain.Quality;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Tracking.Isolation;
using HazmatTrack.Storage.HotState;

namespace HazmatTrack.Server.Tracking;

/// <summary>A vehicle as its partition's owner knows it, for one ownership.</summary>
internal sealed class VehicleSlot(VehicleId vehicle, IVehicleGrain grain)
{
    /// <summary>How its event times relate to receipt. The reading thread's alone.</summary>
    public ClockWatch Clock;

    public VehicleId Vehicle => vehicle;

    /// <summary>Kept, since looking a grain up costs as much as calling it.</summary>
    public IVehicleGrain Grain => grain;

    /// <summary>The batch that was laid out when the vehicle was last seen, and where among its vehicles. The reading thread's alone.</summary>
    public (long Layout, int At) Seen { get; set; }

    /// <summary>Whether the grain has been given its state. Set and read by the evaluating stage.</summary>
    public bool IsLoaded { get; set; }

    /// <summary>The vehicle itself, where its grain lives in this silo. Set and read by the evaluating stage.</summary>
    public TrackedVehicle? Local { get; set; }

    /// <summary>Set where the vehicle was ever set aside in this ownership, by the evaluating or the storing stage.</summary>
    public QuarantineMark? Quarantine { get; set; }

    /// <summary>Whether it is not judged now.</summary>
    public bool IsSetAside => Quarantine is { IsOver: false };

    /// <summary>By how much its newest event time was behind its newest receipt; null where it has not reported in this ownership. The evaluating stage's alone.</summary>
    public TimeSpan? Behind { get; set; }

    /// <summary>Where the views have it. The sinks' alone.</summary>
    public HotMark Mark { get; } = new();
}
