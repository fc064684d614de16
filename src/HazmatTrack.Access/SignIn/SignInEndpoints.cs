using System.Security.Claims;
using HazmatTrack.Access.Demo;
using HazmatTrack.Access.Providers;
using HazmatTrack.Access.Sessions;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.OpenApi;
using HazmatTrack.Http.Requests;
using Microsoft.AspNetCore.Authentication;

namespace HazmatTrack.Access.SignIn;

/// <summary>Signing in and out, and who one is.</summary>
internal static class SignInEndpoints
{
    private const string Path = "/api/v1/sign-in";
    private const int MaxBytes = 1000;

    public static IEndpointRouteBuilder MapSignIn(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1").WithTags("Access").AddEndpointFilter(ProblemFilter.InvokeAsync);
        group.MapGet("/session", Who)
            .Requires(AccessAction.OwnSession)
            .Describe("getSession", "Who is signed in", "The person, the roles, the organisation and the provinces that what is seen is limited to.")
            .Produces<SessionView>()
            .Fails(ProblemCode.BadInput);
        group.MapDelete("/session", (Delegate)SignOutAsync)
            .Requires(AccessAction.OwnSession)
            .WithMetadata(new RecordedAs(AuditAction.SignOut))
            .Describe("signOut", "Signs out", "Ends the session; its cookie stands for nothing from then on.")
            .Produces(StatusCodes.Status204NoContent)
            .Fails(ProblemCode.BadInput, ProblemCode.CrossSite);
        group.MapGet("/purposes", ListPurposes)
            .Requires(AccessAction.ReadReference)
            .Describe("listPurposes", "The purposes for which tracks and exports are given out to the caller", "One of them goes in the header Purpose, some with Case-Number.")
            .Produces<PurposeListView>()
            .Fails(ProblemCode.BadInput);
        routes.MapGet(Path, Ways).WithTags("Access").AllowAnonymous().AddEndpointFilter(ProblemFilter.InvokeAsync)
            .Describe("getSignIn", "How one can sign in", "The identity providers, and the people of the demo where it is on.")
            .Produces<SignInView>()
            .Fails(ProblemCode.BadInput);
        routes.MapPost(Path + "/demo", (Delegate)SignInAsync).WithTags("Access").AllowAnonymous().AddEndpointFilter(ProblemFilter.InvokeAsync)
            .WithMetadata(new RecordedAs(AuditAction.SignIn))
            .Describe("signInDemo", "Signs in as a person of the demo", "Begins a session, whose cookie is in the answer. Only where the demo is on.")
            .TakesBody<DemoSignInBody>()
            .Produces<SessionView>()
            .Fails(ProblemCode.BadInput, ProblemCode.NotFound, ProblemCode.CrossSite, ProblemCode.BodyTooLarge, ProblemCode.UnsupportedMediaType);
        routes.MapGet(Path + "/provider/{name}", Challenge).WithTags("Access").AllowAnonymous().ExcludeFromDescription();
        return routes;
    }

    private static IResult Who(HttpContext context, DemoPeople? demo = null)
    {
        new QueryReader(context.Request.Query).ThrowIfInvalid();
        return Results.Json(ViewOf(context, context.Caller(), demo), AccessJson.Wire.SessionView);
    }

    private static IResult ListPurposes(HttpContext context, Purposes purposes)
    {
        new QueryReader(context.Request.Query).ThrowIfInvalid();
        var language = RequestLanguage.Declare(context);
        return Results.Json(
            new([.. purposes.Of(context.Caller()).Select(p => new PurposeView(p.Code, p.Text.In(language), p.WantsCase))]), AccessJson.Wire.PurposeListView);
    }

    private static async Task<IResult> SignOutAsync(HttpContext context)
    {
        new QueryReader(context.Request.Query).ThrowIfInvalid();
        await context.SignOutAsync(SessionTickets.Scheme);
        context.Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
        return Results.NoContent();
    }

    private static IResult Ways(HttpContext context, ProviderList providers, DemoPeople demo)
    {
        new QueryReader(context.Request.Query).ThrowIfInvalid();
        var language = RequestLanguage.Declare(context);
        return Results.Json(
            new(
                [.. providers.All.Select(p => new ProviderView(p.Name, p.Title?.In(language), $"{Path}/provider/{p.Name}"))],
                [.. demo.People.Select(p => new DemoPersonView(p.Id, p.Title.In(language), AccessRights.NameOf(p.Caller.Roles.First())))]),
            AccessJson.Wire.SignInView);
    }

    private static async Task<IResult> SignInAsync(HttpContext context, DemoPeople demo)
    {
        if (demo.People.Count == 0)
        {
            return Problems.NotFound(new("没有演示身份：请用身份提供方登录。", "There are no demo people here; sign in with the identity provider."));
        }

        if (!CrossSiteGuard.IsOwn(context.Request))
        {
            return new ProblemResult(ProblemCode.CrossSite);
        }

        var faults = new QueryReader(context.Request.Query).Faults;
        using var body = await JsonBody.ReadAsync(context, MaxBytes, faults, context.RequestAborted);
        var id = body.OptionalText("person");
        body.RefuseOthers();
        if (id is null && !faults.Has("person"))
        {
            faults.Add("person", FaultCode.Required, new("须写明演示人员的标识。", "It must name a person of the demo."));
        }

        faults.ThrowIfAny();
        if (demo.People.FirstOrDefault(p => p.Id == id) is not { } person)
        {
            return Problems.NotFound(new("没有这个演示人员；GET /api/v1/sign-in 列出全部。", "There is no such person of the demo; GET /api/v1/sign-in lists them."));
        }

        context.Look().Caller = person.Caller;
        await context.SignInAsync(SessionTickets.Scheme, new ClaimsPrincipal(new CallerIdentity(person.Caller, SessionTickets.Scheme)));
        return Results.Json(ViewOf(context, person.Caller, demo), AccessJson.Wire.SessionView);
    }

    private static IResult Challenge(string name, HttpRequest request, ProviderList providers) =>
        providers.Find(name) is { } provider
            ? ProviderSetup.Challenge(provider, LocalPath(request.Query["return"]), request.Query["again"] == "true")
            : Problems.NotFound(new(
                "没有这个身份提供方；GET /api/v1/sign-in 列出全部。", "There is no such identity provider; GET /api/v1/sign-in lists them."));

    /// <summary>A path of this program; anything else would let a link send people elsewhere after they signed in.</summary>
    internal static string LocalPath(string? path) =>
        path is ['/', ..] && path is not ['/', '/' or '\\', ..] && !path.Any(char.IsControl) && !path.Contains('\\', StringComparison.Ordinal) ? path : "/";

    private static SessionView ViewOf(HttpContext context, Caller caller, DemoPeople? demo)
    {
        var isDemo = caller.Issuer == DemoPeople.Issuer;
        var person = isDemo ? demo?.People.FirstOrDefault(p => p.Id == caller.Subject) : null;
        return new(
            person?.Title.In(RequestLanguage.Declare(context)) ?? caller.Name,
            [.. caller.Roles.Order().Select(AccessRights.NameOf)],
            [.. AccessRights.Actions.Where(a => AccessRights.Allows(caller, a.Value)).Select(a => a.Key).Order(StringComparer.Ordinal)],
            caller.Organisation,
            [.. caller.Provinces.Provinces().Select(p => p.ToString())],
            isDemo);
    }
}
