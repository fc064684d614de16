using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain.Quality;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.HotState.Entries;
using HazmatTrack.Tracker.Vehicles;

namespace HazmatTrack.Tracker.Sessions;

/// <summary>A vehicle as the owner of its partition knows it, for one ownership.</summary>
internal sealed class VehicleSlot(VehicleId vehicle, IVehicleGrain grain)
{
    private static long s_slots;
    private bool _isToBeJudgedAgain;

    /// <summary>How its event times relate to receipt. Used by the reading thread only.</summary>
    public ClockWatch Clock;

    public VehicleId Vehicle => vehicle;

    /// <summary>The grain, which is kept because looking it up costs as much as calling it.</summary>
    public IVehicleGrain Grain => grain;

    /// <summary>The batch that was laid out when the vehicle last reported, and its index among the vehicles. Used by the reading thread only.</summary>
    public (long Layout, int At) Seen { get; set; }

    /// <summary>The last batch that it was laid out in, because it reported or was requested. Used by the reading thread only.</summary>
    public long LaidOut { get; set; }

    /// <summary>The slot's number in this process: another slot of the same vehicle, after it has slept, has another number.</summary>
    public long Number { get; init; } = Interlocked.Increment(ref s_slots);

    /// <summary>Whether the vehicle waits for re-evaluation, or the result of one waits to be stored. Set by the storing stage.</summary>
    public bool IsToBeJudgedAgain
    {
        get => Volatile.Read(ref _isToBeJudgedAgain);
        set => Volatile.Write(ref _isToBeJudgedAgain, value);
    }

    /// <summary>The vehicle itself, once it is active in this silo and has its state. Set and read by the evaluating stage.</summary>
    public TrackedVehicle? Local { get; set; }

    /// <summary>Set where the vehicle was ever quarantined in this ownership, by the evaluating or the storing stage.</summary>
    public QuarantineMark? Quarantine { get; set; }

    /// <summary>Whether the vehicle is in quarantine now.</summary>
    public bool IsSetAside => Quarantine is { IsOver: false };

    /// <summary>
    /// How far its newest event time was behind its newest receipt; null where it has not reported in this ownership. Used by the evaluating stage only.
    /// </summary>
    public TimeSpan? Behind { get; set; }

    /// <summary>The vehicle's entries in the views. Used by the sinks only.</summary>
    public IndexMembership Mark { get; } = new();
}
