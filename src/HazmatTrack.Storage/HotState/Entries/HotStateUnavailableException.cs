namespace HazmatTrack.Storage.HotState.Entries;

/// <summary>Hot state is unavailable, or its answer is not reliable. The error is transient: a later retry may succeed.</summary>
public class HotStateUnavailableException(string message) : TimeoutException(message);
