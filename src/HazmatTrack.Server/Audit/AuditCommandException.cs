using HazmatTrack.Domain;
using HazmatTrack.Server.Settings;

namespace HazmatTrack.Server.Audit;

/// <summary>The command cannot do what it is asked for; the message names the argument or the file and the reason.</summary>
internal sealed class AuditCommandException(LocalText text, Exception? cause = null) : RefusalException(text, cause);
