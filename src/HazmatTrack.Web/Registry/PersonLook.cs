using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Fields;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;

namespace HazmatTrack.Web.Registry;

/// <summary>Looks at a person whom the call names by number.</summary>
internal static class PersonLook
{
    private const string Kind = "data-subject";

    /// <summary>
    /// Notes whom a call asks for, and why. Somebody who knows a part of a number could find out the rest by asking for each that it may be, so that asking
    /// is a look at a person also where the answer is masked. The audit record names the person masked: it is kept for years and nothing of it is deleted,
    /// and so much tells a person who asks whether it was they.
    /// </summary>
    /// <exception cref="InvalidRequestException">The call states no purpose, or one that is none.</exception>
    public static void Note(HttpContext context, DocumentSubject person)
    {
        context.Look().Object = (Kind, Masked.Identity(person.Key!));
        context.TakePurpose();
    }
}
