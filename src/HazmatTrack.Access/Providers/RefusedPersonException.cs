using HazmatTrack.Domain;

namespace HazmatTrack.Access.Providers;

/// <summary>The provider vouches for somebody who has no duty here.</summary>
internal sealed class RefusedPersonException(LocalText reason) : Exception(reason.English)
{
    public LocalText Reason => reason;
}
