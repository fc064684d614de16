using System.Text.Json.Serialization;
using HazmatTrack.Domain;

namespace HazmatTrack.Http.Access;

/// <summary>Who is signed in.</summary>
/// <param name="Name">The name that is shown; of a person of the demo in the language of the request.</param>
/// <param name="Roles">operator, inspector, province, administrator, auditor.</param>
/// <param name="Actions">What the roles may do, such as <c>alerts:handle</c>.</param>
/// <param name="Organisation">The operator's unified social credit code, or the authority; null where none is known.</param>
/// <param name="Provinces">The provinces that an inspector or an officer is responsible for, six digits each.</param>
/// <param name="Demo">Whether this is a person of the demo.</param>
public sealed record SessionView(
    string Name, IReadOnlyList<string> Roles, IReadOnlyList<string> Actions, string? Organisation, IReadOnlyList<string> Provinces, bool Demo);

/// <summary>How one can sign in.</summary>
/// <param name="Providers">The identity providers; empty where there are none.</param>
/// <param name="People">The people of the demo; empty where it is off.</param>
public sealed record SignInView(IReadOnlyList<ProviderView> Providers, IReadOnlyList<DemoPersonView> People);

/// <summary>An identity provider.</summary>
/// <param name="Name">Its name in the settings.</param>
/// <param name="Title">Whose accounts it has, in the language of the request; null where it need not be shown.</param>
/// <param name="Address">
/// Where a browser goes to sign in with it: with <c>return</c>, a path of this program, it comes back there; with <c>again=true</c> the person proves again
/// who they are.
/// </param>
public sealed record ProviderView(string Name, string? Title, string Address);

/// <summary>A person of the demo.</summary>
/// <param name="Id">What the body of the sign-in names.</param>
/// <param name="Title">Duty and province, in the language of the request.</param>
/// <param name="Role">operator, inspector, province, administrator, auditor.</param>
public sealed record DemoPersonView(string Id, string Title, string Role);

/// <summary>The person of the demo to sign in as.</summary>
/// <param name="Person">The id of one of GET /api/v1/sign-in.</param>
public sealed record DemoSignInBody(string Person);

/// <summary>A purpose.</summary>
/// <param name="Code">The value of the header Purpose.</param>
/// <param name="Text">What it means, in the language of the request.</param>
/// <param name="WantsCase">Whether the header Case-Number goes with it.</param>
public sealed record PurposeView(string Code, string Text, bool WantsCase);

/// <summary>The purposes.</summary>
/// <param name="Items">In the order in which they are shown.</param>
public sealed record PurposeListView(IReadOnlyList<PurposeView> Items);

[JsonSerializable(typeof(SessionView))]
[JsonSerializable(typeof(SignInView))]
[JsonSerializable(typeof(PurposeListView))]
internal sealed partial class AccessJson : JsonSerializerContext
{
    public static AccessJson Wire { get; } = new(WireJson.NewOptions());
}
