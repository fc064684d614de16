using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Rules;

namespace HazmatTrack.Domain.Tracking.State;

/// <summary>
/// A state that is kept while the reports after it are evaluated on a copy: each awake vehicle has two. Where nothing is open on it, which is mostly so, it
/// takes half the memory of a <see cref="TrackState"/>.
/// </summary>
internal sealed class KeptState
{
    [ThreadStatic]
    private static TrackState? s_state;

    // The whole state where more is open than the other fields hold.
    private TrackState? _whole;

    private DriftFilter.Kept _drift;
    private CrossingState.Kept _crossing;
    private byte _label = Track.FirstLabel;
    private Strays? _strays;
    private TrackState.Kept _rest = new(0, null, null, RuleSet.Empty, []);

    /// <summary>Keeps a copy of a state.</summary>
    public void Keep(TrackState state)
    {
        if (!state.HasNothingOpen)
        {
            _strays = null;
            if (!ReferenceEquals(state, _whole))
            {
                (_whole ??= new()).CopyFrom(state);
            }

            return;
        }

        _whole = null;
        _drift = state.Main.Drift.Keep();
        _crossing = state.Main.Crossing.Keep();
        _label = state.Main.Label;
        Strays.Copy(state.Strays, ref _strays);
        _rest = state.Keep();
    }

    /// <summary>Copies the state to another.</summary>
    public void CopyTo(TrackState state)
    {
        if (_whole is not null)
        {
            state.CopyFrom(_whole);
            return;
        }

        state.Restore(_rest, _strays);
        state.Main.Drift.Restore(_drift);
        state.Main.Crossing.Restore(_crossing);
        state.Main.Label = _label;
    }

    /// <summary>The state, valid until the next call on this thread. It may be changed, and is kept so by <see cref="Keep"/>.</summary>
    public TrackState Unfold()
    {
        if (_whole is not null)
        {
            return _whole;
        }

        var state = s_state ??= new();
        CopyTo(state);
        return state;
    }
}
