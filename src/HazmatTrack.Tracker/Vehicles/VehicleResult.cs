using HazmatTrack.Domain;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Storage.HotState.Entries;

namespace HazmatTrack.Tracker.Vehicles;

/// <summary>The result of a batch for one vehicle; its changes and its packed state are in the <see cref="ResultBuffer"/> that it was written with.</summary>
internal struct VehicleResult
{
    /// <summary>Whether the vehicle was evaluated; nothing else is set where it was not.</summary>
    public bool IsDone;

    /// <summary>Why the evaluation failed; null where it did not.</summary>
    public string? Failure;

    /// <summary>Event time of the newest report.</summary>
    public Instant Time;

    /// <summary>The last fix that is accepted.</summary>
    public PositionReport? Fix;

    public ProvinceCode Province;

    /// <summary>Whether some rules are not evaluated for the vehicle, since they failed.</summary>
    public bool IsFaulted;

    /// <summary>The event time up to which the vehicle had been finally evaluated before the batch; null for none.</summary>
    public Instant? TailBase;

    /// <summary>The state as of <see cref="TailBase"/>, at intervals; empty otherwise.</summary>
    public ReadOnlyMemory<byte> Checkpoint;

    /// <summary>The time from which the vehicle must be re-evaluated regardless of what history reports; null where history decides.</summary>
    public JudgeAgain? JudgeFrom;

    /// <summary>The next instant, in the vehicle's own time, at which it must be evaluated even without a report; null for never.</summary>
    public Instant? Deadline;

    /// <summary>The same deadline in time of receipt.</summary>
    public HotDue? Due;

    /// <summary>Whether the vehicle had a deadline before and has none now.</summary>
    public bool IsDueGone;

    /// <summary>The range of its changes.</summary>
    public (int From, int To) Changes;

    /// <summary>The range of its packed state; empty where the stored one is sufficient.</summary>
    public (int From, int To) State;
}
