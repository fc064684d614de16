namespace HazmatTrack.Server.CommandLine;

/// <summary>A port the program listens on is not to be had; the message says which, and how to choose another.</summary>
internal sealed class PortTakenException(string message, Exception? cause) : Exception(message, cause);
