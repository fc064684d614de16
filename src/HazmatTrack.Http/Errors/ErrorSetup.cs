using Microsoft.AspNetCore.Diagnostics;

namespace HazmatTrack.Http.Errors;

/// <summary>Gives every error of the program the one form: those of endpoints, of the framework, and those that nobody handled.</summary>
internal static class ErrorSetup
{
    /// <summary>Must be registered before everything that answers.</summary>
    public static IApplicationBuilder UseProblems(this IApplicationBuilder app) => app
        .UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = context => Problems.FromException(context.Features.Get<IExceptionHandlerFeature>()?.Error).ExecuteAsync(context),
            AllowStatusCode404Response = true,
        })
        .UseStatusCodePages(context => Problems.FromStatus(context.HttpContext).ExecuteAsync(context.HttpContext));
}
