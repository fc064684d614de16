namespace HazmatTrack.Tracker.Support;

/// <summary>What is in flight can no longer be trusted: reading begins anew from what is committed, with states as they are stored.</summary>
internal sealed class TrackingFault(string message, Exception? cause = null) : Exception(message, cause);
