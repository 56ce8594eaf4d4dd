using Microsoft.AspNetCore.Mvc.ApplicationModels;

namespace CloudBuffer.Help;

/// <summary>Shows all actions to the API explorer, which hides those of controllers without ApiController.</summary>
sealed class ApiVisibility : IApplicationModelConvention
{
    public void Apply(ApplicationModel application) => application.ApiExplorer.IsVisible = true;
}
