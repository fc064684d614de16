using HazmatTrack.Domain.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.OpenApi;

namespace HazmatTrack.Http.Access;

/// <summary>Says at an endpoint what it asks of its caller.</summary>
internal static class AccessEndpoints
{
    /// <inheritdoc cref="RequiredAccess" path="/param"/>
    public static RouteHandlerBuilder Requires(
        this RouteHandlerBuilder call, AccessAction action, AccessReach reach = AccessReach.NoVehicle, bool asksPurpose = false)
    {
        call.WithMetadata(new RequiredAccess(action, reach, asksPurpose)).Fails(
            ProblemCode.NotSignedIn, ProblemCode.NotAllowed, ProblemCode.StoreUnavailable);
        return asksPurpose ? call.StatesPurpose() : call;
    }

    /// <summary>Describes the headers by which a call says why it asks.</summary>
    public static RouteHandlerBuilder StatesPurpose(this RouteHandlerBuilder call) => call.Fails(ProblemCode.PurposeRequired).Takes(
        QueryParameter.Header(Purposes.Header, "Why the data is asked for: one of GET /api/v1/purposes.", "inspection"),
        QueryParameter.Header(Purposes.CaseHeader, "The number of the case, where the purpose wants one: percent-encoded UTF-8.", "JC-2026-0117"));
}
