namespace HazmatTrack.Tracker.Support;

/// <summary>The state of what is in flight is in doubt: reading starts again from what is committed, with states as they are stored.</summary>
internal sealed class TrackingFault(string message, Exception? cause = null) : Exception(message, cause);
