using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Crossings;

/// <summary>The outcome of the drift filter for one fix. One object serves all fixes, so that none is allocated.</summary>
internal sealed class DriftVerdict
{
    private readonly TrackPoint[] _believed = new TrackPoint[DriftFilter.MostHeld + 1];
    private readonly TrackPoint[] _dropped = new TrackPoint[(2 * DriftFilter.MostHeld) + 1];
    private int _believedCount;
    private int _droppedCount;

    /// <summary>The fixes that are now believed, oldest first: none while the fix is held, several when held ones are released.</summary>
    public ReadOnlySpan<TrackPoint> Believed => _believed.AsSpan(0, _believedCount);

    /// <summary>The fixes that were held and are now known not to belong to the track, oldest first.</summary>
    public ReadOnlySpan<TrackPoint> Dropped => _dropped.AsSpan(0, _droppedCount);

    /// <summary>Whether no truck can have driven from the fix before to the first of the believed ones.</summary>
    public bool Disconnected { get; set; }

    /// <summary>Whether no truck drives from the fix before to the first of the believed ones, though one may just have been able to.</summary>
    public Jump Jump { get; set; }

    /// <summary>The fix believed last, where it is taken back: it alone lies off the way.</summary>
    public TrackPoint? TakenBack { get; set; }

    public void Clear()
    {
        _believedCount = 0;
        _droppedCount = 0;
        Disconnected = false;
        Jump = Jump.None;
        TakenBack = null;
    }

    public void Believe(in TrackPoint fix) => _believed[_believedCount++] = fix;

    public void Drop(in TrackPoint fix) => _dropped[_droppedCount++] = fix;
}
