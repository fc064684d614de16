namespace HazmatTrack.Domain.Subscriptions;

/// <summary>What became of one attempt to send.</summary>
public enum SendResult
{
    /// <summary>The receiver has it.</summary>
    Delivered,

    /// <summary>The receiver answered and did not take it: another event may well be taken.</summary>
    Refused,

    /// <summary>The receiver asks to be left alone for a while: no event is sent before.</summary>
    Busy,

    /// <summary>The receiver was not reached, or did not answer in time: no event would be taken.</summary>
    Unreachable,

    /// <summary>The receiver wants no more events, ever.</summary>
    Gone,
}
