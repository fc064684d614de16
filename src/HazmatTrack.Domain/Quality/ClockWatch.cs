namespace HazmatTrack.Domain.Quality;

/// <summary>
/// Compares a vehicle's event times with the receipt of its reports, and finds clocks that are wrong by whole hours. Lateness alone is no fault: in a
/// back-fill the delays fall as it comes in, while a wrong clock stays wrong by the same amount. Some 80 bytes, no allocation, no clock of its own.
/// </summary>
/// <remarks>
/// Receipt is when the gateway took the report, not when it is read, which may be hours later. A report is live up to two minutes after
/// its event time. A state is found when six reports, over ten minutes at least, have the same delay to a minute, some seconds beyond whole hours;
/// a single report when three live ones are on either side. Reports from the last silence count as a back-fill while live reports come as well.
/// </remarks>
public struct ClockWatch
{
    private const int Hour = 3_600_000;
    private const int LiveWithin = 120_000;
    private const int AheadBy = 30_000;
    private const int Spread = 60_000;
    private const int Gap = 120_000;
    private const int Day = 24 * Hour;
    private const int RunReports = 6;
    private const int RunTime = 600_000;
    private const int Neighbours = 3;

    /// <summary>Live reports after which a run of others has ended.</summary>
    private const int LiveAfterRun = 20;

    private const int StepsToTell = 3;


    // The fields that a live report touches lie together: there are hundreds of thousands of these, and nearly all reports are live.
    private long _newest;
    private byte _live;
    private byte _pending;
    private byte _stateHours;
    private byte _changes;
    private ushort _liveInRun;
    private ushort _run;

    /// <summary>The state of the clock.</summary>
    public ClockState State { get; private set; }

    // The reports that may come to be a state: all the same number of hours behind, or ahead for 0.
    private byte _runHours;
    private ushort _runTold;
    private int _runLeast;
    private int _runMost;
    private long _runFrom;

    // The last silence before the newest report.
    private long _silentFrom;
    private long _silentTo;
    private long _changedAt;
    private long _pendingAt;

    /// <summary>The number of hours that it is behind.</summary>
    public readonly int Hours => _stateHours;

    /// <summary>Takes a report; those of a vehicle in order of receipt.</summary>
    /// <param name="receipt">When it was received.</param>
    public ClockSign Observe(Instant receipt, Instant time)
    {
        Hear(receipt.UnixMilliseconds);
        var delay = receipt.UnixMilliseconds - time.UnixMilliseconds;
        if (delay is > -AheadBy and < LiveWithin)
        {
            return Live();
        }

        if (delay <= -AheadBy)
        {
            return Odd(0, (int)Math.Max(delay, int.MinValue), time);
        }

        var hours = (delay + AheadBy) / Hour;
        var beyond = (int)(delay - (hours * Hour));
        return hours <= WholeHours.Most && beyond < LiveWithin ? Odd((byte)hours, beyond, time) : Late();
    }

    private void Hear(long receipt)
    {
        if (_newest != 0 && receipt - _newest > Gap)
        {
            (_silentFrom, _silentTo) = (_newest, receipt);
        }

        _newest = Math.Max(_newest, receipt);
    }

    private ClockSign Live()
    {
        _live = (byte)Math.Min(_live + 1, LiveAfterRun);
        _liveInRun = (ushort)Math.Min(_liveInRun + 1, ushort.MaxValue);
        if (_live >= (State == ClockState.TwoClocks ? LiveAfterRun : Neighbours))
        {
            State = ClockState.Good;
        }

        if (_live >= LiveAfterRun)
        {
            _run = 0;
        }

        if (_pending == 0 || _live < Neighbours)
        {
            return default;
        }

        var hours = _pending;
        _pending = 0;
        _runTold++;
        return new(ClockState.Good, hours, 1, new(_pendingAt), false);
    }

    /// <summary>Takes a report that is late by no whole number of hours: a back-filled one.</summary>
    private ClockSign Late()
    {
        (_live, _pending, _run) = (0, 0, 0);
        return default;
    }

    private ClockSign Odd(byte hours, int beyond, Instant time)
    {
        var liveBefore = _live;
        (_live, _pending) = (0, 0);
        if (State != ClockState.Good && hours == _stateHours)
        {
            return new(State, hours, 1, new(_newest), false);
        }

        // While live ones come as well, this may have been stored by the terminal while it had no reception.
        var wasKept = hours > 0 && WasSilent(time.UnixMilliseconds);
        if (wasKept && (liveBefore > 0 || (_run > 0 && _liveInRun > 0)))
        {
            return default;
        }

        Count(hours, beyond);
        if (_run >= RunReports && _newest - _runFrom >= RunTime && (hours == 0 || WholeHours.IsTight(_runLeast)))
        {
            return Found(hours);
        }

        if (hours > 0 && liveBefore >= Neighbours && WholeHours.IsTight(beyond))
        {
            (_pending, _pendingAt) = (hours, _newest);
        }

        return default;
    }

    private void Count(byte hours, int beyond)
    {
        var (least, most) = _run == 0 ? (beyond, beyond) : (Math.Min(_runLeast, beyond), Math.Max(_runMost, beyond));
        if (_run == 0 || hours != _runHours || (long)most - least > Spread)
        {
            (_run, _runTold, _liveInRun, _runHours, _runFrom) = (0, 0, 0, hours, _newest);
            (least, most) = (beyond, beyond);
        }

        (_runLeast, _runMost) = (least, most);
        _run = (ushort)Math.Min(_run + 1, ushort.MaxValue);
    }

    private ClockSign Found(byte hours)
    {
        State = hours == 0 ? ClockState.Ahead : _liveInRun * 4 >= _run ? ClockState.TwoClocks : ClockState.Behind;
        _stateHours = hours;
        _changes = (byte)(_newest - _changedAt > Day ? 1 : Math.Min(_changes + 1, StepsToTell));
        _changedAt = _newest;
        var reports = _run - _runTold;
        _run = 0;
        return new(State, hours, reports, new(_runFrom), _changes >= StepsToTell);
    }

    private readonly bool WasSilent(long time) => _silentTo != 0 && time >= _silentFrom - Gap && time < _silentTo;
}
