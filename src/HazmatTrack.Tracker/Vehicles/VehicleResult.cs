using HazmatTrack.Domain;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Storage.HotState.Entries;

namespace HazmatTrack.Tracker.Vehicles;

/// <summary>What a batch did to one vehicle; its changes and its packed state are in the <see cref="ResultBuffer"/> it was written with.</summary>
internal struct VehicleResult
{
    /// <summary>Whether the vehicle was judged; nothing else is set where not.</summary>
    public bool IsDone;

    /// <summary>Why judging failed; null where it did not.</summary>
    public string? Failure;

    /// <summary>Event time of the newest report.</summary>
    public Instant Time;

    /// <summary>The last fix that is believed.</summary>
    public PositionReport? Fix;

    public ProvinceCode Province;

    /// <summary>The event time up to which the vehicle had been judged for good before the batch; null for none.</summary>
    public Instant? TailBase;

    /// <summary>The state as of <see cref="TailBase"/>, now and then; empty otherwise.</summary>
    public ReadOnlyMemory<byte> Checkpoint;

    /// <summary>From when the vehicle must be judged again whatever history says of its reports; null where that decides.</summary>
    public JudgeAgain? JudgeFrom;

    /// <summary>The next instant, in the vehicle's own time, at which something is to be judged though no report comes; null for never.</summary>
    public Instant? Deadline;

    /// <summary>The same in time of receipt.</summary>
    public HotDue? Due;

    /// <summary>Whether it had one before and has none now.</summary>
    public bool IsDueGone;

    /// <summary>Where its changes are.</summary>
    public (int From, int To) Changes;

    /// <summary>Where its packed state is; empty where the stored one will do.</summary>
    public (int From, int To) State;
}
