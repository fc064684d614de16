using HazmatTrack.Domain;

namespace HazmatTrack.Access.Providers;

/// <summary>The provider vouches for somebody who has no duty here.</summary>
/// <param name="refusal">Why.</param>
internal sealed class RefusedPersonException(RefusedPerson refusal) : Exception(refusal.Reason.English)
{
    /// <summary>The name of the reason, such as <c>no-role</c>.</summary>
    public string Code => refusal.Code;
}

/// <summary>Why nobody can be made of what a provider says.</summary>
/// <param name="Code">The name of the reason, such as <c>no-role</c>, for the audit record, the metrics and the page.</param>
/// <param name="Reason">The same for who looks after the accounts.</param>
internal sealed record RefusedPerson(string Code, LocalText Reason);
