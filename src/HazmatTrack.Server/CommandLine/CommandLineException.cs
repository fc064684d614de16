namespace HazmatTrack.Server.CommandLine;

/// <summary>The arguments cannot be used; the message says which and why.</summary>
internal sealed class CommandLineException(string message) : Exception(message);
