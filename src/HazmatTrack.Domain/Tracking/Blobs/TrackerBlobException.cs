namespace HazmatTrack.Domain.Tracking.Blobs;

/// <summary>
/// A vehicle's stored state cannot be read: damaged, or written by another version. It is a cache: build it again from history.
/// </summary>
public sealed class TrackerBlobException(string message) : Exception(message);
