using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain.Quality;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.HotState.Entries;
using HazmatTrack.Tracker.Vehicles;

namespace HazmatTrack.Tracker.Sessions;

/// <summary>A vehicle as its partition's owner knows it, for one ownership.</summary>
internal sealed class VehicleSlot(VehicleId vehicle, IVehicleGrain grain)
{
    private static long s_slots;
    private bool _isToBeJudgedAgain;

    /// <summary>How its event times relate to receipt. The reading thread's alone.</summary>
    public ClockWatch Clock;

    public VehicleId Vehicle => vehicle;

    /// <summary>Kept, since looking a grain up costs as much as calling it.</summary>
    public IVehicleGrain Grain => grain;

    /// <summary>The batch that was laid out when the vehicle last reported, and where among its vehicles. The reading thread's alone.</summary>
    public (long Layout, int At) Seen { get; set; }

    /// <summary>The last batch that it was laid out in, whether it reported or was asked for. The reading thread's alone.</summary>
    public long LaidOut { get; set; }

    /// <summary>Its own in this process: another slot of the same vehicle, after it has slept, has another.</summary>
    public long Number { get; init; } = Interlocked.Increment(ref s_slots);

    /// <summary>Whether it waits to be judged again, or what that found waits to be stored. Set by the storing stage.</summary>
    public bool IsToBeJudgedAgain
    {
        get => Volatile.Read(ref _isToBeJudgedAgain);
        set => Volatile.Write(ref _isToBeJudgedAgain, value);
    }

    /// <summary>The vehicle itself, once it lives in this silo and has its state. Set and read by the evaluating stage.</summary>
    public TrackedVehicle? Local { get; set; }

    /// <summary>Set where the vehicle was ever set aside in this ownership, by the evaluating or the storing stage.</summary>
    public QuarantineMark? Quarantine { get; set; }

    /// <summary>Whether it is not judged now.</summary>
    public bool IsSetAside => Quarantine is { IsOver: false };

    /// <summary>By how much its newest event time was behind its newest receipt; null where it has not reported in this ownership. The evaluating stage's alone.</summary>
    public TimeSpan? Behind { get; set; }

    /// <summary>Where the views have it. The sinks' alone.</summary>
    public IndexMembership Mark { get; } = new();
}
