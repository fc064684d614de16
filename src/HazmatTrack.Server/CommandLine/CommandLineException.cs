using HazmatTrack.Domain;
using HazmatTrack.Server.Settings;

namespace HazmatTrack.Server.CommandLine;

/// <summary>The arguments cannot be used; the message names the argument and the reason.</summary>
internal sealed class CommandLineException(LocalText text) : RefusalException(text);
