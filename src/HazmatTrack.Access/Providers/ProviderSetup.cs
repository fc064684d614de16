using System.Security.Claims;
using HazmatTrack.Access.Recording;
using HazmatTrack.Access.Sessions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Http.Access;
using HazmatTrack.Storage.Access.Memory;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace HazmatTrack.Access.Providers;

/// <summary>Registers the identity provider: code flow with PKCE for people, whose tokens stay on the server, and bearer tokens of programs.</summary>
internal static class ProviderSetup
{
    /// <summary>How far two clocks may differ, as the framework's checks of tokens allow.</summary>
    private static readonly TimeSpan s_clockSkew = TimeSpan.FromMinutes(5);

    /// <summary>How long a key that a provider no longer publishes may still be believed.</summary>
    private static readonly TimeSpan s_keysAreReadEvery = TimeSpan.FromMinutes(10);

    /// <summary>A property of the challenge: the person must prove again who they are.</summary>
    private const string Anew = "anew";

    /// <summary>Asymmetric signatures only: with a symmetric one everybody who verifies a token could make it (RFC 8725 §3.1).</summary>
    private static readonly string[] s_algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384,
        SecurityAlgorithms.EcdsaSha512,
    ];

    /// <param name="builder">The builder of the schemes.</param>
    /// <param name="longest">How long ago a person may have proven who they are to the provider.</param>
    /// <param name="isSecure">Whether browsers reach the program by HTTPS.</param>
    public static void AddProvider(this AuthenticationBuilder builder, Provider provider, TimeSpan longest, bool isSecure)
    {
        var options = provider.Options;
        builder.AddOpenIdConnect(provider.Scheme, o =>
        {
            o.Authority = options.Authority;
            o.ClientId = options.ClientId;
            o.ClientSecret = provider.Secret;
            o.ResponseType = OpenIdConnectResponseType.Code;
            o.ResponseMode = OpenIdConnectResponseMode.Query;
            o.UsePkce = true;
            o.MaxAge = longest;
            o.SaveTokens = false;
            o.MapInboundClaims = false;
            o.GetClaimsFromUserInfoEndpoint = false;
            o.DisableTelemetry = true;
            o.SignInScheme = SessionTickets.Scheme;
            o.CallbackPath = provider.CallbackPath;

            // A link of anybody would end sessions there.
            (o.RemoteSignOutPath, o.SignedOutCallbackPath) = (default, default);

            // The browser comes back by a link, with which it sends these; by a form of another site, as the framework expects, it does not come.
            foreach (var cookie in new[] { o.CorrelationCookie, o.NonceCookie })
            {
                cookie.SameSite = SameSiteMode.Lax;
                cookie.SecurePolicy = isSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            }

            o.RequireHttpsMetadata = !IsOwnMachine(options.Authority);
            o.TokenValidationParameters.ValidAlgorithms = s_algorithms;
            o.Scope.Clear();
            foreach (var scope in options.Scopes.Prepend("openid").Distinct())
            {
                o.Scope.Add(scope);
            }

            o.AutomaticRefreshInterval = s_keysAreReadEvery;
            o.Events.OnRedirectToIdentityProvider = context =>
            {
                if (context.Properties.Items.ContainsKey(Anew))
                {
                    (context.ProtocolMessage.Prompt, context.ProtocolMessage.MaxAge) = ("login", "0");
                }

                return Task.CompletedTask;
            };
            o.Events.OnTokenValidated = async context =>
            {
                // The framework takes an unsigned token where it comes by the connection to the provider itself, as OpenID Connect Core §3.1.3.7 allows.
                if (!s_algorithms.Contains(context.SecurityToken.SignatureAlgorithm))
                {
                    context.Fail(new SecurityTokenInvalidAlgorithmException($"The identity token is signed by '{context.SecurityToken.SignatureAlgorithm}'."));
                    return;
                }

                Map(context.HttpContext, context.Principal, options, SessionTickets.Scheme, principal => context.Principal = principal, context.Fail, longest);
                if (await NotAdmittedAsync(context.HttpContext, context.Principal) is { } refused)
                {
                    context.Fail(refused);
                }
            };
            o.Events.OnTicketReceived = context =>
            {
                context.HttpContext.Look().Caller = context.Principal?.FindCaller();
                AuditTrail.RecordSignIn(context.HttpContext);
                Metrics(context.HttpContext).SignedIn();
                return Task.CompletedTask;
            };
            o.Events.OnAccessDenied = context =>
            {
                TurnAway(context.HttpContext, provider, SignInFault.Cancelled, null);
                context.HandleResponse();
                return Task.CompletedTask;
            };
            o.Events.OnRemoteFailure = context =>
            {
                TurnAway(context.HttpContext, provider, SignInFault.NameOf(context.Failure), context.Failure);
                context.HandleResponse();
                return Task.CompletedTask;
            };
        });
        builder.Services.AddOptions<OpenIdConnectOptions>(provider.Scheme).PostConfigure(o => ForgetOldKeys(o.ConfigurationManager));
        builder.AddJwtBearer(provider.BearerScheme, o =>
        {
            o.Authority = options.Authority;
            o.Audience = options.Audience;
            o.MapInboundClaims = false;
            o.SaveToken = false;
            o.RequireHttpsMetadata = !IsOwnMachine(options.Authority);
            o.TokenValidationParameters.ValidAlgorithms = s_algorithms;
            o.TokenValidationParameters.ValidateAudience = true;
            o.TokenValidationParameters.RequireExpirationTime = true;

            o.AutomaticRefreshInterval = s_keysAreReadEvery;

            // An identity token is for the program that a person signed in with, and no key to its API (RFC 9068 §4).
            o.TokenValidationParameters.ValidTypes = ["at+jwt", "application/at+jwt"];
            o.Events = new()
            {
                OnTokenValidated = async context =>
                {
                    Map(context.HttpContext, context.Principal, options, provider.BearerScheme, principal => context.Principal = principal, context.Fail);
                    if (await NotAdmittedAsync(context.HttpContext, context.Principal) is { } refused)
                    {
                        context.Fail(refused);
                    }
                },
                OnAuthenticationFailed = context =>
                {
                    context.HttpContext.Look().Object ??= ("token", SignInFault.NameOf(context.Exception));
                    return Task.CompletedTask;
                },
            };
        });
        builder.Services.AddOptions<JwtBearerOptions>(provider.BearerScheme).PostConfigure(o => ForgetOldKeys(o.ConfigurationManager));
    }

    /// <summary>The framework would go on believing keys that a provider has taken back, for an hour and in case they were taken back by mistake.</summary>
    private static void ForgetOldKeys(IConfigurationManager<OpenIdConnectConfiguration>? keys)
    {
        if (keys is BaseConfigurationManager manager)
        {
            manager.UseLastKnownGoodConfiguration = false;
        }
    }

    /// <summary>Sends a browser to a provider.</summary>
    /// <param name="path">Where it goes from here once the person is known.</param>
    /// <param name="anew">Whether the person must prove again who they are, also where the provider still knows them.</param>
    public static IResult Challenge(Provider provider, string path, bool anew)
    {
        var properties = new AuthenticationProperties { RedirectUri = path };
        if (anew)
        {
            properties.Items[Anew] = "";
        }

        return new Beginning(provider, properties);
    }

    /// <summary>Sends a browser to a provider, or back to the page, which says why, where the provider cannot be asked how it is reached.</summary>
    private sealed class Beginning(Provider provider, AuthenticationProperties properties) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            try
            {
                await httpContext.ChallengeAsync(provider.Scheme, properties);
            }
            catch (Exception e) when (SignInFault.NameOf(e) is SignInFault.Unreachable and var why && !httpContext.RequestAborted.IsCancellationRequested)
            {
                TurnAway(httpContext, provider, why, e);
            }
        }
    }

    /// <summary>Whether an address is this machine's, where a provider for trials may do without TLS.</summary>
    internal static bool IsOwnMachine(string authority) => Uri.TryCreate(authority, UriKind.Absolute, out var uri) && uri.IsLoopback;

    /// <summary>Records that somebody did not come in, and sends the browser back to the page, which says why.</summary>
    private static void TurnAway(HttpContext context, Provider provider, string why, Exception? failure)
    {
        var isRefused = failure is RefusedPersonException || failure?.InnerException is RefusedPersonException;
        context.Look().Object ??= ("sign-in", $"{provider.Name} {why}");
        AuditTrail.RecordSignIn(context, isRefused ? AuditOutcome.Refused : AuditOutcome.Failed);
        Metrics(context).TurnedAway(why, provider.Name, failure);
        context.Response.Redirect($"/?sign-in={(isRefused ? "refused" : "failed")}&why={why}");
    }

    /// <summary>
    /// Why somebody whom a provider vouches for is not let in: the operator is not registered here, or is suspended. Null for everybody else.
    /// </summary>
    private static async Task<RefusedPersonException?> NotAdmittedAsync(HttpContext context, ClaimsPrincipal? principal)
    {
        if (principal?.FindCaller() is not { } caller
            || await context.RequestServices.GetRequiredService<AccessDirectory>().AdmitsAsync(caller, context.RequestAborted))
        {
            return null;
        }

        var refusal = new RefusedPerson("operator-not-admitted", new(
            $"企业 {caller.Organisation} 未登记或已停用；请联系系统管理员。", $"The operator {caller.Organisation} is not registered, or is suspended; ask the administrator."));
        context.Look().Object = ("person", $"{caller.Issuer} {caller.Subject} {refusal.Code}");
        return new(refusal);
    }

    private static SignInMetrics Metrics(HttpContext context) => context.RequestServices.GetRequiredService<SignInMetrics>();

    private static void Map(
        HttpContext context, ClaimsPrincipal? principal, ProviderOptions options, string scheme, Action<ClaimsPrincipal> accept, Action<Exception> refuse,
        TimeSpan? longest = null)
    {
        var claims = principal?.Claims.ToLookup(c => c.Type, c => c.Value) ?? Array.Empty<Claim>().ToLookup(c => c.Type, c => c.Value);
        if (claims[JwtRegisteredClaimNames.Iss].FirstOrDefault() is not { } issuer || !options.IsIssuer(issuer))
        {
            // The framework takes the name that the provider publishes of itself, by which it could be taken for another, or for a key of this program.
            refuse(new SecurityTokenInvalidIssuerException("The token is not by the name that is set for the provider (SignIn:NAME:Authority or Issuer)."));
            return;
        }

        var caller = ClaimMapping.Map(issuer, claims, options, out var refusal);
        if (caller is not null && longest is { } length)
        {
            // A provider that still knows the person asks for nothing: what counts is when they last proved who they are.
            var now = Instant.From(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
            caller = caller with { SignedInAt = ClaimMapping.ProvenAt(claims, now) };
            if (claims["auth_time"].Any() && now - caller.SignedInAt > length + s_clockSkew)
            {
                refusal = new("not-recent", new(
                    "身份提供方未按要求重新验证身份（auth_time 早于 max_age）；请联系管理员。",
                    "The identity provider did not ask who you are, though the last proof is too old (auth_time before max_age); ask its administrator."));
            }
        }

        if (caller is not null && refusal is null)
        {
            accept(new(new CallerIdentity(caller, scheme)));
        }
        else
        {
            // The provider vouches for who it is, so that the record can name the person who is refused.
            context.Look().Object = ("person", $"{issuer} {claims[JwtRegisteredClaimNames.Sub].FirstOrDefault()} {refusal!.Code}");
            refuse(new RefusedPersonException(refusal));
        }
    }
}
