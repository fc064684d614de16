using HazmatTrack.Storage.History.Damaged;

namespace HazmatTrack.Tracker.Sessions;

/// <summary>Marks a vehicle as not evaluated until the quarantine is over.</summary>
internal sealed class QuarantineMark(Quarantine quarantine, bool isStored)
{
    private volatile bool _isOver;

    public Quarantine Quarantine => quarantine;

    /// <summary>Whether the quarantine is stored, so that the next owner would find it. Used by the sinks only.</summary>
    public bool IsStored { get; set; } = isStored;

    /// <summary>Whether the vehicle is evaluated again. Set from any thread.</summary>
    public bool IsOver => _isOver;

    public void End() => _isOver = true;
}
