using HazmatTrack.Domain;

namespace HazmatTrack.Tracker.Reading;

/// <summary>
/// The time of the ingest, taken from its records: the newest receipt seen on any partition. While no records arrive, no time passes, and after a silence of
/// the whole ingest the clock stops until the vehicles have had the time to report: a network that was down is not a fleet that fell silent.
/// </summary>
internal sealed class IngestClock
{
    /// <summary>A silence longer than this is one of the ingest: a fleet reports more often.</summary>
    private static readonly TimeSpan s_silence = TimeSpan.FromMinutes(1);

    /// <summary>How long after a silence, in time of receipt, every moving vehicle has reported.</summary>
    private static readonly TimeSpan s_settling = TimeSpan.FromMinutes(3);

    private Instant? _newest;
    private Instant? _before;
    private Instant _settled;

    /// <summary>The instant up to which time has passed; null where it is not known yet, as in a process that has just started.</summary>
    public Instant? Now => _newest is null || _newest < _settled ? _before : _newest;

    /// <summary>Records that a record of this receipt was read. For one thread.</summary>
    public void See(Instant receipt)
    {
        if (receipt <= _newest)
        {
            return;
        }

        if (_newest is not { } newest || receipt - newest > s_silence)
        {
            _before = Now;
            _settled = receipt + s_settling;
        }

        _newest = receipt;
    }
}
