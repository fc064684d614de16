using HazmatTrack.Access.Administration;
using HazmatTrack.Access.Demo;
using HazmatTrack.Access.Directory;
using HazmatTrack.Access.Keys;
using HazmatTrack.Access.Limits;
using HazmatTrack.Access.Permission;
using HazmatTrack.Access.Providers;
using HazmatTrack.Access.Recording;
using HazmatTrack.Access.Sessions;
using HazmatTrack.Access.Settings;
using HazmatTrack.Access.SignIn;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Access.Memory;
using HazmatTrack.Storage.Audit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace HazmatTrack.Access;

/// <summary>Registers the three ways in, which all name their caller in one form, and the one policy by which calls are allowed.</summary>
internal static class AccessSetup
{
    private const string AnyScheme = "Any";

    /// <param name="services">The services, to which those of access are added.</param>
    /// <param name="store">The open store of operators, keys and sessions.</param>
    /// <param name="options">Sessions.</param>
    /// <param name="providers">The identity providers; may be none.</param>
    /// <param name="demo">The people of the demo; null where it is off.</param>
    /// <param name="isSecure">Whether browsers reach the program by HTTPS: cookies are then for that alone.</param>
    public static IServiceCollection AddAccess(
        this IServiceCollection services, IAccessStore store, AccessOptions options, ProviderList providers, DemoPeople? demo, bool isSecure)
    {
        services.AddSingleton(store).AddSingleton(new AccessDirectoryOptions { SessionIdle = options.SessionIdle });
        services.AddSingleton<AccessMetrics>().AddSingleton<SignInMetrics>();
        services.AddSingleton<AccessFeed>().AddSingleton(p => p.GetRequiredService<AccessFeed>().Directory);
        services.AddHostedService(p => p.GetRequiredService<AccessFeed>());
        services.AddHealthChecks().AddCheck<AccessHealth>("access", tags: ["ready"]);
        services.AddSingleton(new KnownProblem(
            e => e is AccessUnavailableException or AuditUnavailableException ? new ProblemResult(ProblemCode.StoreUnavailable) : null));
        services.AddSingleton(options).AddSingleton(providers).AddSingleton(PurposeSettings.Read(options));
        services.AddSingleton(demo ?? DemoPeople.Nobody);
        if (demo is not null)
        {
            services.AddHostedService<DemoOperators>();
        }

        var builder = services.AddAuthentication(AnyScheme)
            .AddPolicyScheme(AnyScheme, null, o => o.ForwardDefaultSelector = context => SchemeOf(context.Request, providers))
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null)
            .AddCookie(SessionTickets.Scheme, o =>
            {
                o.Cookie.Name = isSecure ? "__Host-hazmat" : "hazmat";
                o.Cookie.HttpOnly = true;
                o.Cookie.IsEssential = true;
                o.Cookie.Path = "/";
                o.Cookie.SameSite = SameSiteMode.Lax;
                o.Cookie.SecurePolicy = isSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;

                // The session on the server says when it ends; the cookie ends with the browser, or with the longest session.
                o.ExpireTimeSpan = options.SessionLength;
                o.SlidingExpiration = false;
                o.Events.OnRedirectToLogin = context => Answer(context.Response, StatusCodes.Status401Unauthorized);
                o.Events.OnRedirectToAccessDenied = context => Answer(context.Response, StatusCodes.Status403Forbidden);
            });
        foreach (var provider in providers.All)
        {
            builder.AddProvider(provider, options.SessionLength, isSecure);
        }

        services.AddCallLimits(options).AddSingleton<KeyGuesses>();
        services.AddSingleton<OperatorEndpoints>().AddSingleton<KeyEndpoints>().AddSingleton<AuditEndpoints>();
        services.AddSingleton<SessionTickets>().AddSingleton<AuditTrail>()
            .AddSingleton<IToldRecord>(p => p.GetRequiredService<AuditTrail>()).AddSingleton(new CallbackPaths([.. providers.All.Select(p => p.CallbackPath)]));
        services.AddSingleton<RepeatedLooks>().AddSingleton<AnonymousRefusals>();
        services.AddOptions<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions>(SessionTickets.Scheme)
            .Configure<SessionTickets>((o, tickets) => o.SessionStore = tickets);
        services.AddSingleton<IAuthorizationHandler, AccessHandler>().AddSingleton<IAuthorizationMiddlewareResultHandler, RefusalInWords>();
        services.AddSingleton<ICallerCheck, CallerCheck>();
        services.AddAuthorization(o =>
        {
            var policy = new AuthorizationPolicyBuilder(AnyScheme).AddRequirements(new AccessRequirement()).Build();
            (o.DefaultPolicy, o.FallbackPolicy) = (policy, policy);
        });
        return services;
    }

    /// <summary>Signing in, and the administration of operators, keys and sessions.</summary>
    public static IEndpointRouteBuilder MapAccess(this IEndpointRouteBuilder routes)
    {
        OperatorEndpoints.Map(routes);
        KeyEndpoints.Map(routes);
        AuditEndpoints.Map(routes);
        return routes.MapSignIn();
    }

    /// <summary>Must be registered after routing.</summary>
    public static IApplicationBuilder UseAccess(this IApplicationBuilder app)
    {
        // What providers send browsers back with is answered while authentication runs, which otherwise comes first, so that limits are by caller.
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments(SessionTickets.CallbackPath, StringComparison.OrdinalIgnoreCase),
            branch => branch.UseCallLimits());
        app.UseAuthentication();
        app.UseCallLimits();
        AuditTrail.Use(app);
        return app.UseCrossSiteGuard().UseAuthorization();
    }

    /// <summary>A call that brings a key or a token is judged by that alone, and never by a session that its browser sends along.</summary>
    private static string SchemeOf(HttpRequest request, ProviderList providers) =>
        request.Headers.ContainsKey(ApiKeyHandler.Header) ? ApiKeyHandler.SchemeName
        : providers.All.Count > 0 && request.Headers.Authorization is [{ } authorization, ..] ? providers.BearerSchemeFor(authorization)
        : SessionTickets.Scheme;

    private static Task Answer(HttpResponse response, int status)
    {
        response.StatusCode = status;
        return Task.CompletedTask;
    }
}
