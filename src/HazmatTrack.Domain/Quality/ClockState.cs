namespace HazmatTrack.Domain.Quality;

/// <summary>How a vehicle's event times relate to the receipt of its reports, over some minutes.</summary>
public enum ClockState : byte
{
    /// <summary>No evidence against the clock.</summary>
    Good,

    /// <summary>Every report is the same whole number of hours behind its receipt.</summary>
    Behind,

    /// <summary>Some reports are live and others the same whole number of hours behind: two terminals under one plate, or two time zones in one.</summary>
    TwoClocks,

    /// <summary>Every report is ahead of its receipt by more than clocks differ.</summary>
    Ahead,
}
