namespace HazmatTrack.Storage.HotState.Entries;

/// <summary>Hot state cannot be asked, or what it answers cannot be relied on. It passes: asked again later, it may answer.</summary>
public class HotStateUnavailableException(string message) : TimeoutException(message);
