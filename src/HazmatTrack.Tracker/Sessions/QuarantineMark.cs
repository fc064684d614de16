using HazmatTrack.Storage.History.Damaged;

namespace HazmatTrack.Tracker.Sessions;

/// <summary>That a vehicle is not judged, for as long as it is not over.</summary>
internal sealed class QuarantineMark(Quarantine quarantine, bool isStored)
{
    private volatile bool _isOver;

    public Quarantine Quarantine => quarantine;

    /// <summary>Whether the next owner would know. The sinks' alone.</summary>
    public bool IsStored { get; set; } = isStored;

    /// <summary>Whether the vehicle is judged again. Set from any thread.</summary>
    public bool IsOver => _isOver;

    public void End() => _isOver = true;
}
